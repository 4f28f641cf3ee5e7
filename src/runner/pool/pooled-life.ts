import type { Progress, Run, Stream } from "../../core/run.ts";
import { readChildExit } from "../child-exit.ts";
import type { Exit, OutputSink } from "../executor.ts";
import type { ProcessEnd } from "../process-end.ts";
import type { PoolEnd } from "./pool-words.ts";

export interface PooledUsage {
  /** In the child, without its way there and back; null where only its trail told of it. */
  tookMs: number | null;
  cpuMs: number | null;
  peakRss: number | null;
}

/** How a run's time in a child ended: as the child told, with its process, or before it began, with its process or by its word. */
export type LifeEnd =
  | { kind: "told"; end: PoolEnd | null; usage: PooledUsage }
  | { kind: "died"; exit: Exit }
  | { kind: "unstarted" }
  | { kind: "returned" };

/** For people: what became of one that never had its turn. */
export const WHY_UNBEGUN = "the process in which it waited ended before it began";

export type ToldLifeEnd = Extract<LifeEnd, { kind: "told" }>;

/** Who looks after runs in a child. Called as it happens: what it does must not take long. */
export interface LifeWatcher {
  /** It is its turn. */
  begun(life: PooledLife): void;
  /** It printed or told something, so that somebody should watch. */
  spoke(life: PooledLife): void;
  /** Once. */
  ended(life: PooledLife, end: LifeEnd): void;
}

/** One run in a child that lives many, from the moment it was given to it. What nobody watches yet is held. */
export class PooledLife {
  readonly run: Run;
  onProgress: ((progress: Progress) => void) | null = null;
  secrets: readonly string[] = NONE;
  /** In how many pipes its output has ended. */
  heardEnds = 0;
  readonly #watcher: LifeWatcher;
  #end: LifeEnd | null = null;
  #over: PromiseWithResolvers<LifeEnd> | null = null;
  #sink: OutputSink | null = null;
  #held: [Stream, Uint8Array][] | null = null;

  /** Told when its code began; null: nobody asks, and so its child does not tell. */
  readonly onCode: ((at: number) => void) | null;

  constructor(run: Run, watcher: LifeWatcher, onCode: PooledLife["onCode"] = null) {
    this.run = run;
    this.onCode = onCode;
    this.#watcher = watcher;
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  /** Made when somebody asks: most runs are over before that. */
  get over(): Promise<LifeEnd> {
    if (this.#end) return Promise.resolve(this.#end);
    return (this.#over ??= Promise.withResolvers()).promise;
  }

  heardEnd(): void {
    this.heardEnds += 1;
  }

  begin(): void {
    this.#watcher.begun(this);
  }

  keepSecret(secrets: string[]): void {
    this.secrets = secrets;
  }

  progressed(progress: Progress): void {
    this.#watcher.spoke(this);
    this.onProgress?.(progress);
  }

  print(stream: Stream, bytes: Uint8Array): void {
    if (this.#sink) return this.#sink.write(stream, bytes);
    (this.#held ??= []).push([stream, Uint8Array.from(bytes)]);
    this.#watcher.spoke(this);
  }

  /** From here on, and all that was held. */
  flowTo(sink: OutputSink): void {
    this.#sink = sink;
    for (const [stream, bytes] of this.#held ?? []) sink.write(stream, bytes);
    this.#held = null;
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

  /** The child gave it back before its turn came. */
  giveBack(): void {
    this.#settle({ kind: "returned" });
  }

  #settle(end: LifeEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#over?.resolve(end);
    this.#watcher.ended(this, end);
  }
}

const NONE: readonly string[] = [];
