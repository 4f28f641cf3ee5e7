import type { ErrandEvent, EventBus } from "../../core/events.ts";
import type { HookName } from "../../core/hook.ts";
import type { Run } from "../../core/run.ts";
import { isFailure } from "../../core/transition.ts";
import type { Store } from "../../store/store.ts";
import type { HookCaller } from "./hook-caller.ts";

export interface HookWatchHouse {
  store: Pick<Store, "attempts" | "recovers">;
  events: EventBus;
  caller: Pick<HookCaller, "call">;
  /** The hooks that there are for the runs of a command, of its own and of all. */
  hooksOf: (command: string) => Promise<readonly HookName[]>;
}

/** Has hooks called for what happens to runs in this process. What nobody has a hook for costs a look at their names. */
export class HookWatch {
  readonly #house: HookWatchHouse;
  readonly #stop: () => void;
  #last: Promise<void> = Promise.resolve();

  constructor(house: HookWatchHouse) {
    this.#house = house;
    this.#stop = house.events.subscribe((event) => this.#hear(event));
  }

  /** Hears no more; resolves when all that was heard is with the caller. */
  async stop(): Promise<void> {
    this.#stop();
    await this.#last;
  }

  #hear(event: ErrandEvent): void {
    if (event.type === "runs.finished") this.#queue(() => this.#takeMany(event.runs));
    else if ("run" in event && event.type in CANDIDATES) this.#queue(() => this.#take(event));
  }

  /** In the order of events: a start goes before its end. */
  #queue(take: () => Promise<void>): void {
    this.#last = this.#last.then(take).catch(() => undefined);
  }

  /**
   * Of runs that were over at once nobody tells the start: it is told with the end. There are tens of thousands a
   * second, and most commands have no hooks: their names are looked at once for all of them.
   */
  async #takeMany(runs: readonly Run[]): Promise<void> {
    const known = new Map<string, readonly HookName[]>();
    for (const command of new Set(runs.map((run) => run.command)))
      known.set(command, await this.#house.hooksOf(command));
    for (const run of runs) {
      if (known.get(run.command)?.length === 0) continue;
      await this.#take({ type: "run.started", run }).catch(() => undefined);
      await this.#take({ type: "run.finished", run }).catch(() => undefined);
    }
  }

  async #take(event: RunEvent): Promise<void> {
    const known = await this.#house.hooksOf(event.run.command);
    for (const hook of CANDIDATES[event.type] ?? []) {
      if (known.includes(hook) && (await this.#applies(hook, event.run)))
        this.#house.caller.call(hook, await this.#factsOf(hook, event.run));
    }
  }

  async #applies(hook: HookName, run: Run): Promise<boolean> {
    switch (hook) {
      case "onStart":
      case "onLate":
        return true;
      case "onSuccess":
        return run.state === "succeeded";
      case "onRecovered":
        return run.state === "succeeded" && !run.dryRun && (await this.#house.store.recovers(run.id));
      case "onFailure":
        return isFailure(run.state);
      case "onDead":
        return isFailure(run.state) && run.queue !== null;
      case "onSkip":
        return run.state === "skipped";
      case "onRetry":
        return run.state === "queued" && (await this.#lastFailed(run));
    }
  }

  /** One that was interrupted, or put itself off, is queued again too. */
  async #lastFailed(run: Run): Promise<boolean> {
    const last = (await this.#house.store.attempts(run.id)).findLast(({ outcome }) => outcome !== null);
    return last?.outcome === "failed" || last?.outcome === "timed_out";
  }

  async #factsOf(hook: HookName, run: Run) {
    const { error } = run;
    if (hook !== "onRetry") return { run, error, result: run.result, attempt: run.attempt };
    const last = (await this.#house.store.attempts(run.id)).findLast(({ outcome }) => outcome !== null);
    return { run, error: last?.error ?? error, result: null, attempt: last?.number ?? run.attempt };
  }
}

type RunEvent = Extract<ErrandEvent, { run: Run }>;

/** Which hooks an event may mean. */
const CANDIDATES: Partial<Record<ErrandEvent["type"], readonly HookName[]>> = {
  "run.started": ["onStart"],
  "run.late": ["onLate"],
  "run.skipped": ["onSkip"],
  "run.requeued": ["onRetry"],
  "run.retrying": ["onRetry"],
  "run.finished": ["onSuccess", "onFailure", "onDead", "onRecovered", "onSkip"],
  "run.lost": ["onFailure", "onDead", "onRetry"],
};
