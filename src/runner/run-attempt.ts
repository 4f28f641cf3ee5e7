import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Decision, RetryPolicy } from "../core/retry.ts";
import type { AttemptRef, Progress, Run } from "../core/run.ts";
import type { Closing } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { asClosed } from "./as-closed.ts";
import { Ending, type Limits } from "./ending.ts";
import type { Execution, Executor, Exit, LeftProcess } from "./executor.ts";
import { guardExit as guardOwnExit } from "./exit-guard.ts";
import { Heartbeat } from "./heartbeat.ts";
import { maskVerdict } from "./mask-verdict.ts";
import { isEcho } from "./is-echo.ts";
import { nextStep } from "./next-step.ts";
import { classify, exitedFromWithin } from "./outcome.ts";
import { createOutputRecorder, type OutputRecorder } from "./output-recorder.ts";
import type { SecretMasker } from "./secret-masker.ts";
import { heedShutdown, type Shutdown } from "./shutdown.ts";
import { heedSignals, type SignalSource } from "./signals.ts";
import { announceStep, writeStep } from "./take-step.ts";
import type { Verdict } from "./verdict.ts";
import type { Watchdog } from "./watchdog.ts";

/** What an attempt needs of the ledger. */
export type AttemptStore = Pick<
  Store,
  "appendOutput" | "findRun" | "finish" | "finishAtExit" | "heartbeat" | "requeue" | "version"
>;

/** What the rooms around an attempt lend it. */
export interface AttemptHouse {
  store: AttemptStore;
  clock: Clock;
  events: EventBus;
  signals: SignalSource;
  /** Default: the exit of this process is the end of its attempt. */
  guardExit?: typeof guardOwnExit;
}

/** One attempt about to be lived: its run is recorded as running already. */
export interface AttemptPlan<Spec> {
  run: Run;
  executor: Executor<Spec>;
  /** Made when the attempt can say where progress and output go. */
  spec: (attempt: LivingAttempt) => Spec;
  limits: Limits;
  outputCap: number;
  masker: SecretMasker;
  /** The work runs on this thread, and may keep it. Default: it does not. */
  sharesThread?: boolean;
  /**
   * Asked when the work did not stop though it was made to: its code has no process of its own that could be ended.
   * Resolves when the row is to be closed, with the process that ends for it, or null when it ended after all.
   * Default: it can be ended.
   */
  outlast?: (ended: Promise<unknown>) => Promise<string | null>;
  /** Ends an attempt whose main thread never yields; null where there is no hard limit, or no need. */
  armWatchdog: ((ref: AttemptRef, hardLimitMs: number) => Watchdog) | null;
  /** How errand's own end cuts the attempt short. Default: it does not. */
  shutdown?: Shutdown;
  /** How its failures are tried again, where the attempt itself has nothing to say. Default: they are not, whatever it says. */
  retry?: RetryPolicy;
  /** One of [0, 1), for the jitter of those attempts. Default: chance. */
  random?: () => number;
}

/** What the work may use of its attempt. */
export interface LivingAttempt {
  recorder: OutputRecorder;
  reportProgress: (progress: Progress) => void;
}

export interface AttemptResult {
  run: Run;
  /** The work was given up while its code may still be running in this process: leave soon. */
  abandoned: boolean;
}

/** Lives one attempt of a run that is recorded as running: start → await → classify → close → announce. */
export async function runAttempt<Spec>(plan: AttemptPlan<Spec>, house: AttemptHouse): Promise<AttemptResult> {
  const attempt = new Attempt(plan, house);
  house.events.emit({ type: "run.started", run: plan.run });
  const { exit, abandoned, takes } = await attempt.live();
  const verdict = maskVerdict(classify(exit, attempt.ending.cause, takes), plan.masker);
  await attempt.settleLeftovers(verdict);
  const step = nextStep({ ...plan, takes }, exit, verdict);
  const held = await attempt.close(verdict, step);
  if (!held) house.events.emit({ type: "attempt.lease_lost", ref: attempt.ref });
  const run = (await house.store.findRun(plan.run.id)) ?? plan.run;
  const event = announceStep(run, { step, verdict, held });
  if (event) house.events.emit(event);
  return { run, abandoned };
}

/** The parts of one attempt, wired to each other. */
class Attempt<Spec> implements LivingAttempt {
  readonly ref: AttemptRef;
  readonly ending: Ending;
  readonly recorder: OutputRecorder;
  readonly #plan: AttemptPlan<Spec>;
  readonly #house: AttemptHouse;
  readonly #heartbeat: Heartbeat;
  #execution: Execution | null = null;
  #watchdog: Watchdog | null = null;
  #progress: Progress | null = null;

  constructor(plan: AttemptPlan<Spec>, house: AttemptHouse) {
    const { store, clock, events } = house;
    this.#plan = plan;
    this.#house = house;
    this.ref = { runId: plan.run.id, attempt: plan.run.attempt };
    this.recorder = createOutputRecorder({
      cap: plan.outputCap,
      masker: plan.masker,
      clock,
      append: (output) => store.appendOutput(this.ref, output),
      sharesThread: plan.sharesThread ?? false,
      onFailure: (error) => events.emit({ type: "output.not_recorded", ref: this.ref, why: error.message }),
    });
    this.ending = new Ending({
      clock,
      limits: plan.limits,
      onBegin: (cause, graceMs) =>
        events.emit({ type: "run.interrupting", run: plan.run, cause: cause.reason, graceMs }),
    });
    this.#heartbeat = new Heartbeat({
      store,
      clock,
      ref: this.ref,
      progress: () => this.#progress,
      onCancel: (by) => this.#cancelOnce(`cancelled by ${by}`),
      onLeaseLost: () => this.#cancelOnce("its lease was lost: the ledger says that it is over"),
    });
  }

  reportProgress = (progress: Progress): void => {
    this.#progress = progress;
  };

  /**
   * From the first line of the work to its last: how it ended, or null when it had nothing to say of that. `takes`: the
   * process that nothing but its own end could end it with.
   */
  async live(): Promise<{ exit: Exit | null; abandoned: boolean; takes: string | null }> {
    const { guardExit = guardOwnExit } = this.#house;
    const guard = guardExit((code) => this.#closeAtExit(code));
    const stopHeeding = this.#heed();
    this.#arm();
    this.ending.start();
    this.#heartbeat.start();
    try {
      const { ending } = this;
      this.#execution = this.#plan.executor.start(this.#plan.spec(this), {
        sink: this.recorder.sink,
        get signal() {
          return ending.signal;
        },
      });
      const exit = await Promise.race([this.#execution.exit, ending.forced, guard.emptyLoop]);
      const takes = ending.cause ? await this.#clear(this.#execution, exit) : null;
      const told = exit && ending.cause && isEcho(exit, ending.signal) ? null : exit;
      return { exit: told, abandoned: exit === null || exit.kind === "threw", takes };
    } finally {
      stopHeeding();
      guard.stop();
      this.ending.stop();
      this.#heartbeat.stop();
    }
  }

  /** The guarded last word. False when the row was closed by somebody else. */
  async close(verdict: Verdict, step: Decision): Promise<boolean> {
    if (this.#watchdog && !this.#watchdog.disarm()) return false;
    return writeStep(this.#house.store, this.#closing(verdict), { before: this.#plan.run, verdict, step });
  }

  /**
   * What still runs when the work is over: after a good end it is told of, as a command may start a daemon; after any
   * other it is ended, or it would go on with work that the ledger calls failed.
   */
  async settleLeftovers({ outcome }: Verdict): Promise<void> {
    const processes = this.ending.cause ? [] : ((await this.#execution?.leftovers()) ?? []);
    if (processes.length > 0 && outcome !== "succeeded") await this.#execution?.kill();
    this.#tellLeftovers(processes, outcome);
  }

  #settleAtExit({ outcome }: Verdict): void {
    const tree = this.#execution?.atExit?.();
    const processes = tree?.leftovers() ?? [];
    if (processes.length > 0 && outcome !== "succeeded") tree?.kill();
    this.#tellLeftovers(processes, outcome);
  }

  #tellLeftovers(processes: LeftProcess[], outcome: Verdict["outcome"]): void {
    if (processes.length === 0) return;
    const type = outcome === "succeeded" ? "attempt.processes_left" : "attempt.processes_ended";
    this.#house.events.emit({ type, ref: this.ref, processes });
  }

  #heed(): () => void {
    const stopHeedingSignals = heedSignals(this.#house, this.ref, this.ending);
    const stopHeedingShutdown = heedShutdown(this.#plan.shutdown, this.ending);
    return () => {
      stopHeedingSignals();
      stopHeedingShutdown();
    };
  }

  #closeAtExit(code: number): void {
    if (this.#watchdog && !this.#watchdog.disarm()) return;
    const verdict = this.ending.cause ? classify(null, this.ending.cause) : exitedFromWithin(code);
    this.#settleAtExit(verdict);
    const closing = this.#closing(maskVerdict(verdict, this.#plan.masker));
    const { store, events } = this.#house;
    // A limit or a person that ended it outranks the code it left with, for its caller too.
    if (this.ending.cause) process.exitCode = this.ending.cause.exitCode;
    if (store.finishAtExit(closing))
      events.emit({ type: "run.left", run: asClosed(this.#plan.run, closing) });
  }

  #closing(verdict: Verdict): Closing {
    const usage = this.#execution?.usage() ?? { cpuMs: null, peakRss: null };
    return {
      ref: this.ref,
      ...verdict,
      ...usage,
      progress: this.#progress,
      finishedAt: this.#house.clock.now(),
      output: this.recorder.takeRest(),
    };
  }

  #arm(): void {
    const { softMs, killAfterMs } = this.#plan.limits;
    if (softMs !== null) this.#watchdog = this.#plan.armWatchdog?.(this.ref, softMs + killAfterMs) ?? null;
  }

  #cancelOnce(reason: string): void {
    if (!this.ending.cause) this.ending.cancel(reason, 143);
  }

  /** Work that was made to end leaves nothing running, though it ended by itself. From here on the thread is not needed. */
  async #clear(execution: Execution, exit: Exit | null): Promise<string | null> {
    this.#watchdog?.disarm();
    const { run, outlast } = this.#plan;
    if (exit === null && !outlast) this.#house.events.emit({ type: "run.killing", run });
    await execution.kill();
    return exit === null && outlast ? outlast(execution.exit) : null;
  }
}
