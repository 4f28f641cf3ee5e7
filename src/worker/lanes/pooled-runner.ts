import { ErrandError } from "../../core/errors.ts";
import { USUAL_RETRIES } from "../../core/retry.ts";
import { maskVerdict } from "../../runner/mask-verdict.ts";
import { classify } from "../../runner/outcome.ts";
import type { PoolChild } from "../../runner/pool/pool-child.ts";
import { pooledExecutor } from "../../runner/pool/pooled-executor.ts";
import type { LifeEnd, PooledLife } from "../../runner/pool/pooled-life.ts";
import { runAttempt } from "../../runner/run-attempt.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";
import type { Verdict } from "../../runner/verdict.ts";
import { refusedVerdict } from "../../runner/refused-verdict.ts";
import type { Lived } from "./close-batch.ts";
import type { Closer } from "./closer.ts";
import type { LaneHouse } from "./lane.ts";

/** A run that lives longer than this gets an attempt that watches it, in ms. */
const WATCH_AFTER_MS = 50;

type Told = Extract<LifeEnd, { kind: "told" }>;

/** Sees runs in one child to their ends: most are over before anybody would have to watch them. */
export class PooledRunner {
  readonly #child: PoolChild | null;
  readonly #closer: Closer;
  readonly #house: LaneHouse;
  readonly #watched = new Map<PooledLife, Promise<unknown>>();

  constructor(child: PoolChild | null, closer: Closer, house: LaneHouse) {
    this.#child = child;
    this.#closer = closer;
    this.#house = house;
  }

  /** Resolves when its row is closed, or it is queued again. */
  async see(life: PooledLife): Promise<void> {
    life.onBegin = () => void this.#watchLater(life);
    life.onWord = () => void this.#watch(life);
    const end = await life.over;
    const watched = this.#watched.get(life);
    if (watched) {
      await watched;
      return;
    }
    if (end.kind === "unstarted") return this.#giveBack(life);
    const lived = end.kind === "told" ? livedOf(life, end) : null;
    await (lived ? this.#closer.close(lived) : this.#watch(life));
  }

  async #watchLater(life: PooledLife): Promise<void> {
    await this.#house.clock.sleep(WATCH_AFTER_MS, { background: true });
    if (!life.isOver) await this.#watch(life);
  }

  #watch(life: PooledLife): Promise<unknown> {
    const watched = this.#watched.get(life) ?? this.#attempt(life);
    this.#watched.set(life, watched);
    return watched;
  }

  async #attempt(life: PooledLife): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const { config, end, clock } = this.#house;
    // What limits it has is known when its module is loaded; one that ended over that has none.
    const loaded = await Promise.race([child.whenLoaded(life.run.command), life.over.then(() => null)]);
    const { workTimeoutMs, killAfterMs, output } = config();
    await runAttempt(
      {
        run: life.run,
        executor: pooledExecutor(clock),
        spec: ({ reportProgress }) => ({
          life,
          child,
          onProgress: reportProgress,
          memoryBytes: loaded?.memoryBytes ?? null,
        }),
        retry: loaded?.retry ?? USUAL_RETRIES,
        limits: loaded?.limits ?? { softMs: workTimeoutMs, killAfterMs },
        outputCap: output.cap,
        masker: createSecretMasker(life.secrets),
        echo: null,
        armWatchdog: null,
        shutdown: { ...end, then: "requeue" },
      },
      this.#house,
    );
  }

  /** Nothing of it was done, and nothing of its attempts is used up. */
  async #giveBack({ run }: PooledLife): Promise<void> {
    const now = this.#house.clock.now();
    await this.#house.store.requeue(
      {
        ref: { runId: run.id, attempt: run.attempt },
        outcome: "interrupted",
        reason: "the process in which it waited ended before it began",
        exitCode: null,
        signal: null,
        error: null,
        result: null,
        progress: null,
        finishedAt: now,
        cpuMs: null,
        peakRss: null,
        output: null,
      },
      { runAfter: now, reason: null },
    );
  }
}

/** A run of which nothing is left to be looked after. */
function livedOf(life: PooledLife, { end, usage }: Told): Lived | null {
  const { run, secrets } = life;
  if (end === null) return { run, verdict: classify({ kind: "returned", value: undefined }, null), usage };
  if ("refused" in end) {
    const { code, message } = end.refused;
    return end.marks > 0
      ? null
      : { run, verdict: maskedOf(refusedVerdict(new ErrandError(code, message)), secrets), usage };
  }
  const { verdict, startedProcesses, marks } = end;
  if (verdict.outcome !== "succeeded" || startedProcesses || marks > 0) return null;
  return { run, verdict: maskedOf(verdict, secrets), usage };
}

function maskedOf(verdict: Verdict, secrets: readonly string[]): Verdict {
  return secrets.length === 0 ? verdict : maskVerdict(verdict, createSecretMasker(secrets));
}
