import { checkArgs } from "../command/check-args.ts";
import type { LoadedCommand } from "../command/define.ts";
import { describeArgs } from "../command/describe-args.ts";
import type { Owner, Run } from "../core/run.ts";
import { askWhen } from "../runner/ask-when.ts";
import type { Store } from "../store/store.ts";
import type { Claimed } from "../store/work-store.ts";
import { asNewRun } from "../worker/as-new-run.ts";

export interface SimulatedWorkerHouse {
  store: Store;
  loaded: ReadonlyMap<string, LoadedCommand>;
  takesMs: (command: string) => number;
}

const OWNER: Owner = { host: "simulation", bootId: "simulation", pid: 1, startedAt: "0" };

/** Claims what is queued and ends it when its time is over; it does not live it. */
export class SimulatedWorker {
  readonly #house: SimulatedWorkerHouse;
  readonly #ends = new Map<Run, number>();

  constructor(house: SimulatedWorkerHouse) {
    this.#house = house;
  }

  /** Everything that ends and starts by `now`. Returns when there is more to do, epoch ms. */
  async work(now: number): Promise<number | null> {
    const { store } = this.#house;
    await this.#finish(now);
    for (let claimed = await this.#claim(now); claimed; claimed = await this.#claim(now)) {
      await this.#begin(claimed, now);
      await this.#finish(now);
    }
    const waiting = await store.nextRunAfter(now);
    const instants = [...this.#ends.values(), ...(waiting === null ? [] : [waiting])];
    return instants.length === 0 ? null : Math.min(...instants);
  }

  async #claim(now: number): Promise<Claimed | undefined> {
    const [claimed] = await this.#house.store.claim({
      owner: OWNER,
      leaseUntil: Number.MAX_SAFE_INTEGER,
      now,
    });
    return claimed;
  }

  async #begin({ run, overlap }: Claimed, now: number): Promise<void> {
    const { store, takesMs } = this.#house;
    const verdict = await this.#ask(run);
    if (verdict !== true) {
      const reason = verdict === null ? "when() said no" : `when() said no: ${verdict}`;
      await store.withdraw({ runId: run.id, state: "skipped", reason, exitCode: null, now });
      return;
    }
    // Whoever replaces finds the key free: the one before is ended for it, as its owner would end it.
    if (overlap.policy === "replace") await this.#endHolders(overlap.key, now);
    const leaseUntil = Number.MAX_SAFE_INTEGER;
    const begun = await store.begin({ run: asNewRun(run), overlap, owner: OWNER, leaseUntil, now });
    if (begun.kind === "started") this.#ends.set(begun.run, now + takesMs(run.command));
  }

  async #ask(run: Run): Promise<true | string | null> {
    const command = this.#house.loaded.get(run.command);
    if (!command) return true;
    const descriptors = describeArgs(command.definition.args, { file: command.file });
    const checked = await checkArgs(command.definition.args, run.args, { descriptors, env: {} });
    return "problems" in checked ? true : askWhen(command, run, checked.args);
  }

  async #endHolders(key: string, now: number): Promise<void> {
    for (const run of this.#ends.keys())
      if (run.concurrencyKey === key) await this.#close(run, { outcome: "cancelled", now });
  }

  async #finish(now: number): Promise<void> {
    for (const [run, end] of this.#ends)
      if (end <= now) await this.#close(run, { outcome: "succeeded", now: end });
  }

  async #close(
    run: Run,
    { outcome, now }: { outcome: "succeeded" | "cancelled"; now: number },
  ): Promise<void> {
    this.#ends.delete(run);
    const unknown = {
      signal: null,
      error: null,
      result: null,
      progress: null,
      cpuMs: null,
      peakRss: null,
      output: null,
    };
    await this.#house.store.finish({
      ref: { runId: run.id, attempt: run.attempt },
      outcome,
      reason: outcome === "cancelled" ? "replaced by a later run" : null,
      exitCode: outcome === "cancelled" ? 143 : 0,
      finishedAt: now,
      ...unknown,
    });
  }
}
