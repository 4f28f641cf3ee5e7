import type { CheckedArgs } from "../../command/define.ts";
import type { Progress, Run } from "../../core/run.ts";
import { codeBeginsAt } from "../../runner/code-begins-at.ts";
import { catchExits } from "../../runner/inline/exits.ts";
import { InlineRun } from "../../runner/inline/inline-run.ts";
import { catchPrints, printsTo } from "../../runner/inline/prints.ts";
import { explainRefusal, readArgs, type ReadyCommand } from "../../runner/loaded-command.ts";
import { classify } from "../../runner/outcome.ts";
import { readOwnUsage } from "../../runner/own-usage.ts";
import { runAttempt } from "../../runner/run-attempt.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";
import { settleRefused } from "../../runner/settle-refused.ts";
import type { Holder, LoopWatch } from "../loop-watch/loop-watch.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { closeBatch, type Lived } from "./close-batch.ts";
import type { Hold, Lane, LaneHouse, PacedStart } from "./lane.ts";
import { Paces } from "./pace.ts";
import { ReadyCommands } from "./ready-commands.ts";
import { shareOf } from "./share-of.ts";
import { StrayEnds } from "./stray-ends.ts";

const ITS_WORKER = `its worker (pid ${process.pid})`;

interface InlineSpec {
  onProgress: (progress: Progress) => void;
}

/** One that could not be called. */
interface Refused {
  run: Run;
  settle: () => Promise<void>;
}

/** What a run counts for that waits for something, in ms. */
const SLOW_MS = 50;

/** Has a thread watch whether the loop still turns. */
export type StartWatch = (whoHolds: () => Holder | null) => LoopWatch;

/**
 * Runs commands in the worker's own process. Their limit on time aborts `signal`; code that goes on after `killAfter`
 * cannot be ended alone. It is ended with the worker: when that is drained, or by its watch where it never yields.
 */
export class InlineLane implements Lane {
  readonly #house: LaneHouse;
  readonly #paces = new Paces();
  readonly #ready: ReadyCommands;
  readonly #living = new Set<InlineRun>();
  /** Of runs that begin when their module is there. */
  readonly #starts = new Map<string, PacedStart>();
  readonly #watched = new WeakMap<InlineRun, Promise<unknown>>();
  readonly #strayEnds: StrayEnds;
  readonly #startWatch: StartWatch;
  #watching: LoopWatch | null = null;

  constructor(house: LaneHouse, startWatch: StartWatch) {
    this.#house = house;
    this.#ready = new ReadyCommands(house);
    this.#strayEnds = new StrayEnds(house.events, this.#living);
    this.#startWatch = startWatch;
  }

  get busy(): number {
    return this.#living.size + this.#starts.size;
  }

  room(command: string, free: number): number {
    return free > 0 ? Math.max(free, this.#paces.batchOf(command)) : 0;
  }

  async live(runs: readonly Run[], hold: Hold): Promise<void> {
    const { clock } = this.#house;
    // Before the clock of a batch runs: a module may take its time.
    const ready = await this.#ready.load(runs, this.#open());
    const [begun, before] = [clock.monotonic(), readOwnUsage()];
    const started = runs.map((run) => this.#start(run, ready.get(run.command)));
    const answers: (InlineRun | Refused)[] = [];
    for (const one of started) answers.push(one instanceof InlineRun ? one : await one);
    const tookMs = clock.monotonic() - begun;
    await this.#settle(answers);
    this.#note(answers, tookMs);
    const usage = shareOf(before, runs.length);
    const over: Lived[] = [];
    for (const one of answers) {
      const lived = one instanceof InlineRun ? this.#overAtOnce(one, usage) : null;
      if (lived) over.push(lived);
      else hold.life(one instanceof InlineRun ? this.#lifeOf(one) : one.settle());
    }
    await closeBatch(over, this.#house);
  }

  /** Its module is there before it begins: a rate counts from when its code begins. */
  async livePaced(run: Run, start: PacedStart, hold: Hold): Promise<void> {
    this.#starts.set(run.id, start);
    try {
      await unlessAborted(this.#ready.load([run], this.#open()), this.#house.end.stopping);
      const begun = await start.begin();
      if (begun) await this.live([begun], hold);
    } finally {
      this.#starts.delete(run.id);
    }
  }

  /** Modules stay loaded as long as this process lives: another one is read by another worker. */
  renew(): void {
    this.#ready.forget();
  }

  /** What goes on in it is guarded to the end of this process. */
  async close(): Promise<void> {
    if (this.#living.size > 0) return;
    this.#strayEnds.stop();
    this.#watching?.stop();
  }

  /** A worker that never lives an inline run leaves its process as it is. */
  #open(): LoopWatch {
    if (this.#watching) return this.#watching;
    catchPrints();
    catchExits();
    this.#strayEnds.listen();
    return (this.#watching = this.#startWatch(() => this.#whoHolds()));
  }

  #whoHolds(): Holder | null {
    const one = printsTo();
    return one instanceof InlineRun
      ? { runId: one.run.id, ranMs: one.ranMs, limits: one.ready.limits }
      : null;
  }

  /** At once where nothing has to be waited for: a promise for each costs as much as a quick run. */
  #start(run: Run, ready: ReadyCommand | undefined): InlineRun | Promise<InlineRun | Refused> {
    if (!ready) return this.#startLater(run);
    const args = readArgs(ready, run);
    return args instanceof Promise ? this.#startLater(run, args) : this.#begin(run, ready, args);
  }

  async #startLater(run: Run, args?: Promise<CheckedArgs>): Promise<InlineRun | Refused> {
    try {
      const ready = await this.#ready.of(run.command, this.#open());
      return this.#begin(run, ready, await (args ?? readArgs(ready, run)));
    } catch (error) {
      const refusal = explainRefusal(error, run.command);
      return { run, settle: () => settleRefused(run, refusal, this.#house) };
    }
  }

  #begin(run: Run, ready: ReadyCommand, args: CheckedArgs): InlineRun {
    const { clock, store, config } = this.#house;
    const ledger = { config: config(), store: () => store };
    this.#starts.get(run.id)?.begun(codeBeginsAt(clock));
    const begun = new InlineRun(run, { ready, args, clock, ledger, onMuch: this.#watchNow });
    if (!begun.exit) this.#keep(begun);
    return begun;
  }

  #keep(living: InlineRun): void {
    this.#living.add(living);
    void living.over.then(() => this.#living.delete(living));
  }

  /** It came to a good end and has nothing more to tell. Whatever else happened is an attempt's to judge. */
  #overAtOnce(living: InlineRun, usage: Lived["usage"]): Lived | null {
    const { run, exit, isSilent, args } = living;
    if (!exit || !isSilent || args.secrets.length > 0 || this.#watched.has(living)) return null;
    const verdict = classify(exit, null);
    return verdict.outcome === "succeeded" ? { run, verdict, usage } : null;
  }

  #lifeOf(living: InlineRun): Promise<unknown> {
    return this.#house.deaf.unlessDeaf(living.run, this.#watched.get(living) ?? this.#watch(living));
  }

  /** Asynchronous from its first line: what throws here must not take the rest of the batch along. */
  async #watch(living: InlineRun): Promise<unknown> {
    const { run, ready, args } = living;
    const { end, config, deaf } = this.#house;
    return runAttempt<InlineSpec>(
      {
        run,
        executor: { start: ({ onProgress }, execution) => living.watch(onProgress, execution) },
        spec: ({ reportProgress }) => ({ onProgress: reportProgress }),
        retry: ready.retry,
        limits: ready.limits,
        outputCap: config().output.cap,
        masker: createSecretMasker(args.secrets),
        armWatchdog: null,
        outlast: async (ended) => ((await deaf.outlast(run, ended)) ? ITS_WORKER : null),
        shutdown: { ...end, then: "requeue" },
      },
      this.#house,
    );
  }

  /** Before its batch is through. */
  readonly #watchNow = (living: InlineRun): void => {
    const life = this.#watch(living);
    // Its batch hears of it, when its turn comes.
    life.catch(() => undefined);
    this.#watched.set(living, life);
  };

  /** Who waits for nothing is over by now, or in a moment. The loop turns in any case: whoever knocks must be heard. */
  async #settle(answers: readonly (InlineRun | Refused)[]): Promise<void> {
    const { clock } = this.#house;
    await clock.turn();
    if (answers.some((one) => one instanceof InlineRun && !one.exit)) await clock.sleep(0);
  }

  #note(answers: readonly (InlineRun | Refused)[], ms: number): void {
    const byCommand = Map.groupBy(answers, ({ run }) => run.command);
    for (const [command, its] of byCommand) {
      const isQuick = its.every((one) => !(one instanceof InlineRun) || one.exit !== null);
      this.#paces.note(
        command,
        its.length,
        isQuick ? (ms * its.length) / answers.length : SLOW_MS * its.length,
      );
    }
  }
}
