import { findCommand } from "../../command/discover.ts";
import { loadCommand } from "../../command/load.ts";
import { readConfig } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";
import type { Hook, HookFacts, Hooks } from "../../core/hook.ts";
import { createRunLogger } from "../../log/run-logger.ts";
import { watchParent } from "../../runner/parent-watch.ts";
import { blockOnPrints, pipeSink } from "../../runner/pipe-sink.ts";
import { ENDING_SIGNALS } from "../../runner/signals.ts";
import type { HookAnswer, HookOrder, HookOwner, HookPlace } from "./hook-words.ts";
import { faultOf } from "../../core/thrown.ts";

/** Calls hooks for the process that forked this one, until that ends it. */
export async function serveHooks(clock: Clock): Promise<never> {
  const tell = process.send?.bind(process);
  // Hooks should find a process like any other.
  Object.assign(process, { send: undefined });
  for (const signal of Object.keys(ENDING_SIGNALS)) process.on(signal, () => undefined);
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // A rejection that nobody awaits, a throw in a timer: some hook's, and no reason to end the next one's process.
  process.on("uncaughtException", (error) => process.stderr.write(`${String(error)}\n`));
  watchParent();
  blockOnPrints();
  process.on("message", (order: HookOrder) => {
    // One that ends this process must not take the answer of the one before along.
    const answer = (one: HookAnswer): Promise<void> =>
      new Promise((resolve) => (tell ? tell(one, undefined, undefined, () => resolve()) : resolve()));
    void callEach(order, { clock, answer });
  });
  return new Promise<never>(() => undefined);
}

async function callEach(
  { hook, owners, facts, place }: HookOrder,
  { clock, answer }: { clock: Clock; answer: (one: HookAnswer) => Promise<void> },
): Promise<void> {
  const { run } = facts;
  const log = createRunLogger({
    bindings: { run: run.id, command: run.command, hook },
    now: () => clock.now(),
    write: (line) => pipeSink.write("log", Buffer.from(line)),
  });
  for (const owner of owners) {
    let failure: string | null = null;
    try {
      await call((await HOOKS_OF[owner](place, run.command))[hook], { ...facts, log });
    } catch (error) {
      failure = faultOf(error);
    }
    await answer({ owner, failure });
  }
}

const HOOKS_OF: Record<HookOwner, (place: HookPlace, command: string) => Promise<Hooks>> = {
  all: hooksOfAll,
  command: hooksOfCommand,
};

async function call(hook: Hook | undefined, facts: HookFacts): Promise<void> {
  // Each gets facts of its own: what one does to them is not the other's matter.
  if (hook) await hook({ ...structuredClone({ ...facts, log: null }), log: facts.log });
}

async function hooksOfAll({ root, file }: HookPlace): Promise<Hooks> {
  if (file === null) return {};
  return (await readConfig({ cwd: root, env: process.env, flags: { config: file } })).hooks;
}

/** A program that was given to `exec` has no module, and so no hooks of its own. */
async function hooksOfCommand(place: HookPlace, command: string): Promise<Hooks> {
  const found = findCommand(place, command);
  return found ? (await loadCommand(found, { ...place, import: [...place.import] })).definition : {};
}
