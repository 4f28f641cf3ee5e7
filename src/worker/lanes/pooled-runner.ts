import { ErrandError } from "../../core/errors.ts";
import { USUAL_RETRIES } from "../../core/retry.ts";
import type { Run } from "../../core/run.ts";
import { maskVerdict } from "../../runner/mask-verdict.ts";
import { classify } from "../../runner/outcome.ts";
import type { PoolChild } from "../../runner/pool/pool-child.ts";
import { pooledExecutor } from "../../runner/pool/pooled-executor.ts";
import { PooledLife, type LifeEnd, type LifeWatcher } from "../../runner/pool/pooled-life.ts";
import { inTimeToPrepare, IT_HANGS, unprepared } from "../../runner/prepare-limit.ts";
import { runAttempt } from "../../runner/run-attempt.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";
import type { Verdict } from "../../runner/verdict.ts";
import { mayLoadLater, refusedVerdict } from "../../runner/refused-verdict.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { Lived } from "./close-batch.ts";
import type { LaneHouse } from "./lane.ts";
import type { Together } from "./together.ts";

/** A run that lives longer than this gets an attempt that watches it, in ms. */
const WATCH_AFTER_MS = 50;

export interface RunnerParts {
  /** Null: there is none, and what it should have lived goes back into the queue. */
  child: PoolChild | null;
  closings: Together<Lived>;
  /** Of runs whose turn never came. */
  returns: Together<Run>;
  house: LaneHouse;
  /** Told how long a run took in its child, in ms. */
  note: (run: Run, tookMs: number) => void;
  /** Told when the code of one began; null: nobody asks. */
  onCode: ((at: number) => void) | null;
  /** Takes runs that the child gave back unbegun, as one before them takes its time. */
  again: (runs: readonly Run[]) => void;
}

/** Sees runs in one child to their ends: most are over before anybody would have to watch them. */
export class PooledRunner implements LifeWatcher {
  readonly #parts: RunnerParts;
  readonly #watched = new Map<PooledLife, Promise<unknown>>();
  /** What has to be done before the rows say so; those that end together have one in common. */
  readonly #closings = new Set<Promise<unknown>>();
  readonly #over = Promise.withResolvers<void>();
  #left = 0;
  #returned: Run[] = [];
  #isSlow = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** One of its runs takes its time, or did: nothing should stand behind it. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Resolves when the row of each is closed, it is queued again, or it is somebody else's to live. */
  async live(runs: readonly Run[]): Promise<void> {
    const lives = runs.map((run) => new PooledLife(run, this, this.#parts.onCode));
    this.#left = lives.length;
    if (this.#parts.child) this.#parts.child.live(lives);
    else for (const life of lives) life.orphan();
    await this.#over.promise;
    await Promise.all(this.#closings);
  }

  begun(life: PooledLife): void {
    void this.#watchLater(life);
  }

  spoke(life: PooledLife): void {
    void this.#watch(life);
  }

  ended(life: PooledLife, end: LifeEnd): void {
    this.#closings.add(heardLater(this.#settle(life, end)));
    this.#left -= 1;
    if (this.#left === 0) this.#over.resolve();
  }

  #settle(life: PooledLife, end: LifeEnd): Promise<unknown> {
    if (isUnloadable(end)) this.#parts.child?.retire();
    if (end.kind === "told" && end.usage.tookMs !== null) this.#parts.note(life.run, end.usage.tookMs);
    const watched = this.#watched.get(life);
    if (watched) return watched;
    if (end.kind === "unstarted") return this.#parts.returns.add(life.run);
    if (end.kind === "returned") return this.#passOn(life);
    const lived = end.kind === "told" ? livedOf(life, end) : null;
    return lived ? this.#parts.closings.add(lived) : this.#watch(life);
  }

  async #watchLater(life: PooledLife): Promise<void> {
    const { child, house } = this.#parts;
    if (child && !child.loaded.has(life.run.command)) await this.#untilLoaded(life, child);
    await house.clock.sleep(WATCH_AFTER_MS, { background: true });
    // It may be over, and the one behind it keep their child from all words.
    child?.catchUp();
    if (life.isOver) return;
    this.#isSlow = true;
    child?.recall();
    void this.#watch(life);
  }

  /** The first of a command in a child waits for its module, and is not slow by that. One in which it hangs is ended. */
  async #untilLoaded(life: PooledLife, child: PoolChild): Promise<void> {
    const { command } = life.run;
    const { clock, end } = this.#parts.house;
    const loaded = Promise.race([child.loaded.when(command), life.over]);
    const isInTime = await inTimeToPrepare(unlessAborted(loaded, end.asked), clock);
    if (life.isOver || child.loaded.has(command)) return;
    // Told to end before it began: it goes back into the queue.
    if (isInTime) {
      this.#giveUp(child, () => life.orphan());
      return;
    }
    const { code, message, next = null } = unprepared(command, IT_HANGS);
    const refused = { refused: { code, message, next }, marks: 0 };
    this.#giveUp(child, () => life.end(refused, { tookMs: null, cpuMs: null, peakRss: null }));
  }

  #giveUp(child: PoolChild, end: () => void): void {
    end();
    child.dismiss();
  }

  #watch(life: PooledLife): Promise<unknown> {
    const watched = this.#watched.get(life) ?? heardLater(this.#attempt(life));
    this.#watched.set(life, watched);
    return watched;
  }

  async #attempt(life: PooledLife): Promise<void> {
    const { child, house } = this.#parts;
    if (!child) return;
    const { config, end, clock } = house;
    // What limits it has is known when its module is loaded; one that ended over that has none.
    const loaded = await Promise.race([child.loaded.when(life.run.command), life.over.then(() => null)]);
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
        armWatchdog: null,
        shutdown: { ...end, then: "requeue" },
      },
      house,
    );
  }

  /** All that the child gave back go together. */
  async #passOn({ run }: PooledLife): Promise<void> {
    this.#returned.push(run);
    if (this.#returned.length > 1) return;
    await Promise.resolve();
    const returned = this.#returned;
    this.#returned = [];
    this.#parts.again(returned);
  }
}

/** Whoever awaits them all, when the last is over, hears of what failed until then. */
function heardLater(work: Promise<unknown>): Promise<unknown> {
  work.catch(() => undefined);
  return work;
}

/** Its command's module did not load, and a process does not load again what it could not. */
function isUnloadable(end: LifeEnd): boolean {
  return (
    end.kind === "told" && end.end !== null && "refused" in end.end && mayLoadLater(end.end.refused.code)
  );
}

type Told = Extract<LifeEnd, { kind: "told" }>;

/** A run of which nothing is left to be looked after. */
function livedOf(life: PooledLife, { end, usage }: Told): Lived | null {
  const { run, secrets } = life;
  if (end === null) return { run, verdict: classify({ kind: "returned", value: undefined }, null), usage };
  if ("refused" in end) {
    const { code, message } = end.refused;
    return end.marks > 0 || mayLoadLater(code)
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
