import type { Clock } from "../../core/clock.ts";
import type { EventBus } from "../../core/events.ts";
import type { HookName } from "../../core/hook.ts";
import type { AttemptRef, Run } from "../../core/run.ts";
import { createRunLogger } from "../../log/run-logger.ts";
import type { Store } from "../../store/store.ts";
import { HookChild, type HookReport } from "./hook-child.ts";
import { HOOK_OWNERS, type HookOrder, type HookOwner, type HookPlace } from "./hook-words.ts";
import { messageOf } from "../../core/thrown.ts";

export interface HookHouse {
  store: Pick<Store, "addLog">;
  clock: Clock;
  events: EventBus;
  /** Where hooks are now: another object when they may be others. */
  place: () => HookPlace;
}

/** Calls that may wait: beyond, hooks that are slower than runs would fill the memory. */
const MOST_WAITING = 1_000;
/** How long an end waits for hooks that were asked for, in ms; one that is being called then has its own limit. */
const LAST_CALLS_MS = 10_000;

/**
 * Calls hooks in a child, one after the other, and keeps what they say with their run's output. The child is used again
 * until a hook ends it, or is cut off with it. Nothing here ever rejects: a run does not change by its hooks.
 */
export class HookCaller {
  readonly #house: HookHouse;
  #child: HookChild | null = null;
  /** What the child's modules were read by. */
  #readBy: HookPlace | null = null;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closesAt = Infinity;
  /** What was said of attempts that were not over yet. */
  #unsaid: (AttemptRef & { text: string })[] = [];

  constructor(house: HookHouse) {
    this.#house = house;
  }

  /** Has the hook called, behind those that were asked for before. */
  call(hook: HookName, facts: HookOrder["facts"]): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#fail(hook, facts.run, `${MOST_WAITING} calls wait already: it was not called`);
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#callNow(hook, facts)).finally(() => (this.#waiting -= 1));
  }

  /** Resolves when nothing waits to be called, or has waited too long, and the child is gone. */
  async close(): Promise<void> {
    this.#closesAt = this.#house.clock.monotonic() + LAST_CALLS_MS;
    for (let last = null; last !== this.#last;) {
      last = this.#last;
      await last;
    }
    await this.#say();
    await this.#child?.end();
    this.#child = null;
  }

  async #callNow(hook: HookName, facts: HookOrder["facts"]): Promise<void> {
    try {
      if (this.#house.clock.monotonic() > this.#closesAt)
        throw new Error("errand ended before it was called");
      const report = await this.#ask({ hook, facts }, this.#house.place());
      await this.#record(hook, facts.run, report);
    } catch (error) {
      this.#fail(hook, facts.run, messageOf(error));
    }
  }

  /** A hook that takes its process along takes no other with it: the rest is called in another. */
  async #ask(order: Omit<HookOrder, "place" | "owners">, place: HookPlace): Promise<HookReport> {
    const all: HookReport = { text: "", failures: [], left: [] };
    for (let owners: readonly HookOwner[] = HOOK_OWNERS; owners.length > 0;) {
      const { text, failures, left } = await this.#askOnce({ ...order, owners }, place);
      all.text += text;
      all.failures.push(...failures);
      owners = left;
    }
    return all;
  }

  async #askOnce(order: Omit<HookOrder, "place">, place: HookPlace): Promise<HookReport> {
    if (this.#readBy !== place) await this.#child?.end();
    this.#readBy = place;
    // No more than it needs: a config holds secrets, and may hold thousands of schedules.
    const { root, file, commands, import: first } = place;
    if (!this.#child || this.#child.isOver) this.#child = new HookChild(root, this.#house.clock);
    return this.#child.call({ ...order, place: { root, file, commands, import: first } });
  }

  async #record(hook: HookName, run: Run, { text, failures }: HookReport): Promise<void> {
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
    for (const said of waiting)
      if (!(await store.addLog({ ...said, at: clock.now() }))) this.#unsaid.push(said);
    if (this.#unsaid.length > MOST_WAITING) this.#unsaid.splice(0, this.#unsaid.length - MOST_WAITING);
  }

  #fail(hook: HookName, run: Run, why: string): void {
    const ref = { runId: run.id, attempt: run.attempt };
    this.#house.events.emit({ type: "hook.failed", hook, ref, command: run.command, why });
  }
}
