import type { Clock } from "../../core/clock.ts";
import type { EventBus } from "../../core/events.ts";
import type { HookName } from "../../core/hook.ts";
import type { AttemptRef, Run } from "../../core/run.ts";
import { createRunLogger } from "../../log/run-logger.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";
import type { Store } from "../../store/store.ts";
import { messageOf } from "../../core/thrown.ts";
import type { HookReport } from "./hook-child.ts";
import { HookSeats } from "./hook-seats.ts";
import type { HookOrder, HookPlace } from "./hook-words.ts";

export interface HookHouse {
  store: Pick<Store, "addLog">;
  clock: Clock;
  events: EventBus;
  /** Where hooks are now: another object when they may be others. */
  place: () => HookPlace;
  /** What the hooks of a command's runs may find in the environment, and nobody may read. */
  secretsOf: (command: string) => Promise<readonly string[]>;
}

interface Said extends AttemptRef {
  text: string;
}

/** Calls that may wait: beyond, hooks that are slower than runs would fill the memory. */
const MOST_WAITING = 1_000;
/**
 * At an end the calls that were asked for have so long to begin, in ms. The last of them may take its own limit and that
 * of the other owner longer: whoever waits for this process to end must wait for that, as the unit in the README does.
 */
const LAST_CALLS_MS = 60_000;

/**
 * Calls hooks in children, those of one run one after the other, and keeps what they say with their run's output. A
 * child is used again until a hook ends it, or is cut off with it. Nothing here ever rejects: a run does not change by
 * its hooks.
 */
export class HookCaller {
  readonly #house: HookHouse;
  readonly #seats: HookSeats;
  /** The last call of each run that has one. */
  readonly #lines = new Map<string, Promise<void>>();
  #waiting = 0;
  #closesAt = Infinity;
  /** What was said of attempts that were not over yet. */
  #unsaid: Said[] = [];

  constructor(house: HookHouse) {
    this.#house = house;
    this.#seats = new HookSeats(house.clock);
  }

  /** Has the hook called, behind those that were asked for its run before. */
  call(hook: HookName, facts: HookOrder["facts"]): void {
    const { id } = facts.run;
    if (this.#waiting >= MOST_WAITING) {
      this.#fail(hook, facts.run, `${MOST_WAITING} calls wait already: it was not called`);
      return;
    }
    this.#waiting += 1;
    const last = this.#lines.get(id) ?? Promise.resolve();
    const line = last
      .then(() => this.#callNow(hook, facts))
      .finally(() => {
        this.#waiting -= 1;
        if (this.#lines.get(id) === line) this.#lines.delete(id);
      });
    this.#lines.set(id, line);
  }

  /** Resolves when nothing waits to be called, or has waited too long, and the children are gone. */
  async close(): Promise<void> {
    this.#closesAt = this.#house.clock.monotonic() + LAST_CALLS_MS;
    while (this.#lines.size > 0) await Promise.all(this.#lines.values());
    await this.#say();
    await this.#seats.end();
  }

  async #callNow(hook: HookName, facts: HookOrder["facts"]): Promise<void> {
    await this.#record(hook, facts.run, await this.#ask(hook, facts));
  }

  async #ask(hook: HookName, facts: HookOrder["facts"]): Promise<Pick<HookReport, "text" | "failures">> {
    const { clock, place, secretsOf } = this.#house;
    try {
      const { maskText } = createSecretMasker(await secretsOf(facts.run.command));
      const { text, failures } = await this.#seats.use((seat) => {
        if (clock.monotonic() > this.#closesAt) throw new Error("errand ended before it was called");
        return seat.ask({ hook, facts }, place());
      });
      return { text: maskText(text), failures: failures.map(maskText) };
    } catch (error) {
      return { text: "", failures: [messageOf(error)] };
    }
  }

  async #record(
    hook: HookName,
    run: Run,
    { text, failures }: Pick<HookReport, "text" | "failures">,
  ): Promise<void> {
    let kept = text;
    const log = createRunLogger({
      bindings: { run: run.id, command: run.command, hook },
      now: () => this.#house.clock.now(),
      write: (line) => (kept += line),
    });
    for (const why of failures) {
      log.error(`${hook} failed, the run stays as it is: ${why}`);
      this.#fail(hook, run, why);
    }
    if (kept !== "") this.#unsaid.push({ runId: run.id, attempt: run.attempt, text: kept });
    await this.#say();
  }

  /** Of an attempt that still writes, the output is its own: it is said when that is over. */
  async #say(): Promise<void> {
    const { store, clock } = this.#house;
    const waiting = this.#unsaid;
    this.#unsaid = [];
    try {
      for (let said = waiting[0]; said; said = waiting[0]) {
        const isSaid = await store.addLog({ ...said, at: clock.now() });
        waiting.shift();
        if (!isSaid) this.#unsaid.push(said);
      }
    } catch {
      // That the ledger takes nothing now is no fault of the hook that was called last: the rest is said later.
      this.#unsaid.push(...waiting);
    }
    if (this.#unsaid.length > MOST_WAITING) this.#unsaid.splice(0, this.#unsaid.length - MOST_WAITING);
  }

  #fail(hook: HookName, run: Run, why: string): void {
    const ref = { runId: run.id, attempt: run.attempt };
    this.#house.events.emit({ type: "hook.failed", hook, ref, command: run.command, why });
  }
}
