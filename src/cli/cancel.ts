import type { Command } from "commander";
import prettyMs from "pretty-ms";
import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import { findRun } from "./find-run.ts";
import { addProjectFlags } from "./project-flags.ts";
import { runJson } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { plainState, plainWord } from "./words.ts";

interface CancelOptions {
  json?: boolean;
  all?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<run>", "its id, a beginning of it, or last"), shell)
    .option("--all", "every run of its workflow")
    .option("--json", "the run as it stands then, as JSON")
    .action(shell.act((word: string, options: CancelOptions) => cancel(word, options, shell)));
}

/** Comes back when the run is over: the answer is a fact, not a wish. */
async function cancel(word: string, { json, all }: CancelOptions, shell: Shell): Promise<void> {
  const { clock } = shell.host;
  const app = await shell.app();
  await app.rescue();
  const run = await findRun(word, shell);
  if (all === true) {
    const { cancelWorkflow } = await import("./cancel-workflow.ts");
    return cancelWorkflow(run, { json: json === true }, shell);
  }
  if (isFinal(run.state)) throw tooLate(run);
  const start = clock.monotonic();
  const { actor, store } = app;
  await store.recordAudit({ at: clock.now(), actor, action: "cancel", target: run.id, note: run.command });
  const ended = await app.cancel(run);
  const took = prettyMs(clock.monotonic() - start);
  if (!isFinal(ended.state)) throw unanswered(ended, took, app.hostname);
  if (ended.state !== "cancelled") throw tooLate(ended);
  if (json === true) shell.printJson({ run: runJson(ended) });
  else shell.print(plainWord(`run ${run.id} of ${run.command} is cancelled after ${took}`));
}

/** It was over before, or ended by itself while it was asked to stop. */
function tooLate({ id, command, state, exitCode }: Run): ErrandError {
  const exit = exitCode === null ? "" : ` (exit ${exitCode})`;
  const message = `run ${id} of ${command} is over already: ${plainState(state)}${exit}`;
  return new ErrandError("not_cancellable", message, { next: `errand show ${shortId(id)}` });
}

/** The wish stays on the row: an owner that can still read it will obey. */
function unanswered({ id, pid, host }: Run, took: string, here: string): ErrandError {
  const owner = pid === null ? host : `pid ${pid} on ${host}`;
  const why =
    host === here
      ? `${owner} still has it, and may let its other runs end first`
      : `${owner} cannot be reached from here; it will stop when it reads its row`;
  const message = `run ${id} has not answered for ${took}: ${why}`;
  return new ErrandError("cancel_unanswered", message, { next: `errand show ${shortId(id)}` });
}
