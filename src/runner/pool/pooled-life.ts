import type { Progress, Run, Stream } from "../../core/run.ts";
import { readChildExit } from "../child-exit.ts";
import type { Exit, OutputSink } from "../executor.ts";
import type { ProcessEnd } from "../process-end.ts";
import type { PoolEnd } from "./pool-words.ts";

export interface PooledUsage {
  /** In the child, without its way there and back. */
  tookMs: number;
  cpuMs: number | null;
  peakRss: number | null;
}

/** How a run's time in a child ended: as the child told, with its process, or before it began. */
export type LifeEnd =
  | { kind: "told"; end: PoolEnd | null; usage: PooledUsage }
  | { kind: "died"; exit: Exit }
  | { kind: "unstarted" };

/** One run in a child that lives many, from the moment it was given to it. What nobody watches yet is held. */
export class PooledLife {
  readonly run: Run;
  readonly over: Promise<LifeEnd>;
  /** Told once: it is its turn; it printed or told something, so that somebody should watch. */
  onBegin: () => void = () => undefined;
  onWord: () => void = () => undefined;
  onProgress: (progress: Progress) => void = () => undefined;
  secrets: string[] = [];
  /** In how many pipes its output has ended. */
  heardEnds = 0;
  #isOver = false;
  readonly #over = Promise.withResolvers<LifeEnd>();
  #sink: OutputSink | null = null;
  #held: [Stream, Uint8Array][] = [];

  constructor(run: Run) {
    this.run = run;
    this.over = this.#over.promise;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  heardEnd(): void {
    this.heardEnds += 1;
  }

  begin(): void {
    this.onBegin();
  }

  keepSecret(secrets: string[]): void {
    this.secrets = secrets;
  }

  progressed(progress: Progress): void {
    this.onWord();
    this.onProgress(progress);
  }

  print(stream: Stream, bytes: Uint8Array): void {
    if (this.#sink) return this.#sink.write(stream, bytes);
    this.#held.push([stream, bytes]);
    this.onWord();
  }

  /** From here on, and all that was held. */
  flowTo(sink: OutputSink): void {
    this.#sink = sink;
    for (const [stream, bytes] of this.#held.splice(0)) sink.write(stream, bytes);
  }

  end(end: PoolEnd | null, usage: PooledUsage): void {
    this.#settle({ kind: "told", end, usage });
  }

  /** The process ended over it. */
  die(end: ProcessEnd, lastWords: string): void {
    this.#settle({ kind: "died", exit: readChildExit(end, { lastWord: null, lastWords }) });
  }

  /** The process ended before its turn came. */
  orphan(): void {
    this.#settle({ kind: "unstarted" });
  }

  #settle(end: LifeEnd): void {
    this.#isOver = true;
    this.#over.resolve(end);
  }
}
