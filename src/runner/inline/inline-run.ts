import type { CheckedArgs } from "../../command/define.ts";
import type { Clock } from "../../core/clock.ts";
import type { Progress, Run, Stream } from "../../core/run.ts";
import { advise } from "../advise.ts";
import { createCommandContext } from "../command-context.ts";
import type { CommandLedger } from "../command-enqueue.ts";
import type { Execution, ExecutionContext, Exit, OutputSink } from "../executor.ts";
import type { ReadyCommand } from "../loaded-command.ts";
import { isEcho } from "../is-echo.ts";
import { classify } from "../outcome.ts";
import { readOwnUsage } from "../own-usage.ts";
import { describeRunProcesses, endRunProcesses } from "../process-tree.ts";
import { printingAsOurselves, printingTo } from "./prints.ts";

export interface InlineParts {
  ready: ReadyCommand;
  args: CheckedArgs;
  clock: Clock;
  ledger: CommandLedger;
  /** It printed more than should be held: it must be watched before it prints on, for it may never yield. */
  onMuch: (run: InlineRun) => void;
}

/** Most bytes held until somebody watches. */
const HELD_BYTES = 256 * 1024;

/**
 * A run in the worker's own process. It starts at once, before there is an attempt that watches it: most are over by
 * then. One that is not, or that has something to say, is watched from there on.
 */
export class InlineRun implements OutputSink {
  readonly run: Run;
  readonly ready: ReadyCommand;
  readonly args: CheckedArgs;
  /** How it ended; null while it goes on. */
  exit: Exit | null = null;
  readonly #clock: Clock;
  readonly #begunAt: number;
  readonly #ledger: CommandLedger;
  readonly #onMuch: InlineParts["onMuch"];
  readonly #abort = new AbortController();
  #over: PromiseWithResolvers<Exit> | null = null;
  #held: [Stream, Uint8Array][] = [];
  #heldBytes = 0;
  #sink: OutputSink | null = null;
  #progress: Progress | null = null;
  #onProgress: ((progress: Progress) => void) | null = null;

  constructor(run: Run, parts: InlineParts) {
    this.run = run;
    this.ready = parts.ready;
    this.args = parts.args;
    this.#clock = parts.clock;
    this.#begunAt = parts.clock.monotonic();
    this.#ledger = parts.ledger;
    this.#onMuch = parts.onMuch;
    printingTo(this, () => this.#call());
  }

  /** Settles when its code does; never rejects. Made when somebody asks: most runs are over before that. */
  get over(): Promise<Exit> {
    if (this.exit) return Promise.resolve(this.exit);
    return (this.#over ??= Promise.withResolvers()).promise;
  }

  /** For how long it goes on, in ms. */
  get ranMs(): number {
    return this.#clock.monotonic() - this.#begunAt;
  }

  /** It said nothing of itself so far: nobody misses what watches a run. */
  get isSilent(): boolean {
    return this.#held.length === 0 && this.#progress === null;
  }

  write(stream: Stream, bytes: Uint8Array): void {
    if (this.#sink) return this.#sink.write(stream, bytes);
    this.#held.push([stream, Uint8Array.from(bytes)]);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > HELD_BYTES) printingAsOurselves(() => this.#onMuch(this));
  }

  /** An error of its code that no promise carries. */
  fail(error: unknown): void {
    this.#settle({ kind: "threw", error });
  }

  /** Its code called `process.exit()`. */
  leave(code: number): void {
    this.#settle({ kind: "left", code });
  }

  /** What an attempt makes of it. Its code cannot be ended by force: only the programs that it started can. */
  watch(onProgress: (progress: Progress) => void, { sink, signal }: ExecutionContext): Execution {
    this.#sink = sink;
    for (const [stream, bytes] of this.#held) sink.write(stream, bytes);
    this.#held = [];
    this.#onProgress = onProgress;
    if (this.#progress) onProgress(this.#progress);
    signal.addEventListener("abort", () => this.#abort.abort(signal.reason), { once: true });
    return {
      exit: this.over.then((exit) => this.#judge(exit, signal)),
      kill: () => endRunProcesses(this.run.id, this.#clock),
      leftovers: async () => describeRunProcesses(this.run.id),
      // CPU is the worker's, and nobody can tell whose of its runs used it.
      usage: () => ({ cpuMs: null, peakRss: readOwnUsage().peakRss }),
    };
  }

  /** Judged here, where the error is: what it says of another attempt is lost with it. */
  #judge(exit: Exit, signal: AbortSignal): Exit {
    if (isEcho(exit, signal)) return exit;
    const { definition } = this.ready.command;
    const chance = { now: this.#clock.now(), random: Math.random() };
    const advice = advise(exit, { rules: definition, failures: this.run.failures + 1, ...chance });
    return { kind: "judged", verdict: classify(exit, null), advice };
  }

  #call(): void {
    try {
      const value: unknown = this.ready.command.definition.run(this.#context());
      if (isThenable(value)) void this.#follow(value);
      else this.#settle({ kind: "returned", value });
    } catch (error) {
      this.#settle({ kind: "threw", error });
    }
  }

  async #follow(work: PromiseLike<unknown>): Promise<void> {
    try {
      this.#settle({ kind: "returned", value: await work });
    } catch (error) {
      this.#settle({ kind: "threw", error });
    }
  }

  /** The first end counts. */
  #settle(exit: Exit): void {
    if (this.exit) return;
    this.exit = exit;
    this.#over?.resolve(exit);
  }

  #context() {
    return createCommandContext(
      {
        run: this.run,
        args: this.args.output,
        secrets: this.args.secrets,
        clock: this.#clock,
        ledger: this.#ledger,
        attempt: { recorder: { sink: this }, reportProgress: (progress) => this.#report(progress) },
        echo: null,
        showLog: () => undefined,
        showProgress: () => undefined,
      },
      { sink: this, signal: this.#abort.signal },
    );
  }

  #report(progress: Progress): void {
    this.#progress = progress;
    this.#onProgress?.(progress);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
