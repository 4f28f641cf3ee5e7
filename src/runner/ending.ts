import prettyMs from "pretty-ms";
import { sleepAndHear, type Clock } from "../core/clock.ts";
import { EXIT, timeoutError } from "../core/errors.ts";
import type { Cause } from "./outcome.ts";

/** Limits of one attempt in ms; `softMs` null means none. */
export interface Limits {
  softMs: number | null;
  killAfterMs: number;
}

/**
 * The one place that decides that a run must end, and why. The first cause aborts `signal`; when the grace after
 * it runs out, or on a second Ctrl-C, `forced` resolves and the work is ended for it.
 */
export class Ending {
  readonly #clock: Clock;
  readonly #limits: Limits;
  // Each is made when somebody asks for it: Node loads a room of its own for the first, and most runs need none.
  #abort: AbortController | null = null;
  #over: AbortController | null = null;
  #isOver = false;
  readonly #forced = Promise.withResolvers<null>();
  readonly #onBegin: (cause: Cause, graceMs: number) => void;
  #cause: Cause | null = null;
  #abortReason: DOMException | null = null;

  constructor(options: { clock: Clock; limits: Limits; onBegin: (cause: Cause, graceMs: number) => void }) {
    this.#clock = options.clock;
    this.#limits = options.limits;
    this.#onBegin = options.onBegin;
  }

  get signal(): AbortSignal {
    if (this.#abort) return this.#abort.signal;
    this.#abort = new AbortController();
    if (this.#abortReason) this.#abort.abort(this.#abortReason);
    return this.#abort.signal;
  }

  get cause(): Cause | null {
    return this.#cause;
  }

  /** Resolves (with null, no exit) when the work had its chance to end by itself. */
  get forced(): Promise<null> {
    return this.#forced.promise;
  }

  /** Starts the soft limit's clock. */
  start(): void {
    if (this.#limits.softMs !== null) void this.#timeOut(this.#limits.softMs);
  }

  /** A person or a signal wants the run to end. Asked a second time, it ends now. */
  cancel(reason: string, exitCode: number): void {
    if (this.#cause) this.force();
    else
      this.#begin(
        { outcome: "cancelled", reason, exitCode, forced: false },
        new DOMException(reason, "AbortError"),
      );
  }

  /** errand itself is told to stop: no fault of the run, and no wish of a person's that it should end. */
  interrupt(reason: string): void {
    if (this.#cause) return;
    const exitCode = EXIT.terminated;
    this.#begin(
      { outcome: "interrupted", reason, exitCode, forced: false },
      new DOMException(reason, "AbortError"),
    );
  }

  force(): void {
    if (!this.#cause || this.#isOver) return;
    const exitCode = this.#cause.outcome === "timed_out" ? EXIT.killed : this.#cause.exitCode;
    this.#cause = { ...this.#cause, forced: true, exitCode };
    this.#forced.resolve(null);
  }

  /** The work is over: nothing can end it any more. */
  stop(): void {
    this.#isOver = true;
    this.#over?.abort();
  }

  async #timeOut(softMs: number): Promise<void> {
    await this.#sleep(softMs);
    if (this.#isOver || this.#cause) return;
    const reason = `its limit of ${prettyMs(softMs)} ran out`;
    this.#begin(
      { outcome: "timed_out", reason, exitCode: EXIT.timedOut, forced: false },
      timeoutError(softMs),
    );
  }

  #begin(cause: Cause, abortReason: DOMException): void {
    this.#cause = cause;
    this.#onBegin(cause, this.#limits.killAfterMs);
    this.#abortReason = abortReason;
    this.#abort?.abort(abortReason);
    void this.#forceAfterGrace();
  }

  async #forceAfterGrace(): Promise<void> {
    await this.#sleep(this.#limits.killAfterMs);
    this.force();
  }

  /** Until the work is over, at most. */
  async #sleep(ms: number): Promise<void> {
    if (this.#isOver) return;
    this.#over ??= new AbortController();
    await sleepAndHear(this.#clock, ms, { signal: this.#over.signal });
  }
}
