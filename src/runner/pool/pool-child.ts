import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Clock } from "../../core/clock.ts";
import { STREAMS, type Stream } from "../../core/run.ts";
import { LOG_PIPE, type ChildConfig } from "../child-words.ts";
import { LastWords } from "../last-words.ts";
import { awaitEnd, type ProcessEnd } from "../process-end.ts";
import { readPipe } from "../read-pipe.ts";
import { readUnread } from "../told-ends.ts";
import { Growth } from "./growth.ts";
import { KnownEnds } from "./known-ends.ts";
import { LoadedCommands } from "./loaded-commands.ts";
import { MarkedOutput } from "./marked-output.ts";
import type { PooledLife, ToldLifeEnd } from "./pooled-life.ts";
import { pooledRunOf, type OverWord, type PoolOrder, type PoolWord } from "./pool-words.ts";
import { Recall } from "./recall.ts";
import type { Trail } from "./trail.ts";

const PIPES: Record<Stream, number> = { stdout: 1, stderr: 2, log: LOG_PIPE };

export interface PoolChildOptions {
  clock: Clock;
  config: ChildConfig;
  /** What ends a run's output in a pipe: nobody else must know it. */
  mark: string;
  /** What tells of it when it cannot; null: nothing does. Closed when it has ended. */
  trail: Trail | null;
  /** A batch is over and left this open. */
  onLeft: (open: string[], pid: number, commands: string[]) => void;
  onStray: (word: Extract<PoolWord, { type: "stray" }>) => void;
}

/** A process that lives one run after another, seen from its worker. */
export class PoolChild {
  /** It has loaded errand's code; false when it ended before. */
  readonly warm: Promise<boolean>;
  readonly ended: Promise<ProcessEnd>;
  readonly loaded = new LoadedCommands();
  readonly growth = new Growth();
  /** How many runs it was given so far. */
  given = 0;
  readonly #process: ChildProcess;
  readonly #options: PoolChildOptions;
  readonly #warm = Promise.withResolvers<boolean>();
  readonly #lives: PooledLife[] = [];
  readonly #ends: KnownEnds;
  #pieces = 0;
  readonly #lastWords = new LastWords();
  #isSpent = false;
  #isRetired = false;
  /** Nothing of it comes any more. */
  #isClosed = false;
  readonly #recall = new Recall();

  constructor(process: ChildProcess, options: PoolChildOptions) {
    this.#process = process;
    this.#options = options;
    this.#ends = new KnownEnds(options.trail);
    this.warm = this.#warm.promise;
    this.#listen();
    this.ended = awaitEnd(process, { clock: options.clock, pieces: () => this.#pieces });
    void this.ended.then((end) => this.#close(end));
    this.#tell({ type: "warm", config: options.config, mark: options.mark });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** It must not be given another run: one of its runs was ended, or its process is over. */
  get isSpent(): boolean {
    return this.#isSpent || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Another should take its place: it was retired, or has grown. */
  get isWorn(): boolean {
    return this.#isRetired || this.growth.isTooMuch;
  }

  /** Nobody can tell by now which of its runs it will give back. */
  get isRecalling(): boolean {
    return this.#recall.isOpen;
  }

  get lastWords(): string {
    return this.#lastWords.toString();
  }

  /** Resolves when it has loaded that command's module, or could not, or is over. */
  async load(command: string): Promise<void> {
    this.#tell({ type: "load", command });
    await Promise.race([this.loaded.whenTried(command), this.ended]);
  }

  /** Has it live these after those that it has. */
  live(lives: readonly PooledLife[]): void {
    if (this.#isClosed) return lives.forEach((life) => life.orphan());
    this.given += lives.length;
    const wasIdle = this.#lives.length === 0;
    this.#lives.push(...lives);
    this.#tell({ type: "live", runs: lives.map(({ run, onCode }) => pooledRunOf(run, onCode !== null)) });
    if (wasIdle) this.#lives[0]?.begin();
  }

  /** Has it give back those that it has not begun: they would wait behind one that takes its time. */
  recall(): void {
    if (this.#lives.length < 2 || this.isRecalling) return;
    this.#tell({ type: "recall" });
    this.#takeBackBehind(this.#recall.ask());
  }

  /** Its runs that are over, as far as that came here, read or not (`toldEnds`). Nothing of one that was made to end. */
  takeUnread(): { life: PooledLife; end: ToldLifeEnd }[] {
    if (this.#isSpent) return [];
    for (const word of readUnread(this.#process) as PoolWord[]) {
      if (word.type === "secrets") this.#lifeAt(word.place)?.keepSecret(word.secrets);
      else if (word.type === "over") this.#ends.hear(word);
    }
    this.#ends.readTrail();
    return this.#ends.left.flatMap((end, index) => {
      const life = this.#lives[index];
      return life ? [{ life, end: { kind: "told", ...end } }] : [];
    });
  }

  /** Hears of the runs that are over, though their child has not told of them yet. */
  catchUp(): void {
    this.#ends.readTrail();
    this.#settle();
  }

  abort(reason: unknown): void {
    this.#isSpent = true;
    const { name, message } =
      reason instanceof Error ? reason : { name: "AbortError", message: String(reason) };
    this.#tell({ type: "abort", name, message });
  }

  /** Nothing more is given to it; what it has it lives. */
  retire(): void {
    this.#isRetired = true;
  }

  dismiss(): void {
    this.#isSpent = true;
    this.#process.kill("SIGKILL");
  }

  #listen(): void {
    this.#process.on("message", (word: PoolWord) => this.#hear(word));
    for (const stream of STREAMS) {
      const output = new MarkedOutput(this.#options.mark, stream, {
        output: (_, bytes, place) => this.#lifeAt(place ?? this.#ends.first)?.print(stream, bytes),
        ended: (place) => {
          this.#lifeAt(place)?.heardEnd();
          this.#settle();
        },
        stands: (place) => {
          this.catchUp();
          this.#takeBackBehind(this.#recall.stands(place));
        },
      });
      const pipe = this.#process.stdio[PIPES[stream]] as Readable | null | undefined;
      const take = (bytes: Uint8Array): null => {
        this.#pieces += 1;
        if (stream === "stderr") this.#lastWords.add(bytes);
        output.push(bytes);
        return null;
      };
      if (pipe) readPipe(pipe, { take, end: () => output.end() });
    }
  }

  #hear(word: PoolWord): void {
    if (word.type === "warm") this.#warm.resolve(true);
    else if (word.type === "loaded") this.loaded.learn(word.command, word);
    else if (word.type === "unloadable") this.loaded.tried(word.command);
    else if (word.type === "secrets") this.#lifeAt(word.place)?.keepSecret(word.secrets);
    else if (word.type === "begun") this.#lifeAt(word.place)?.onCode?.(word.at);
    else if (word.type === "progress") this.#lifeAt(word.place)?.progressed(word.progress);
    else if (word.type === "stray") this.#options.onStray(word);
    else if (word.type === "returned") this.#takeBack(this.#recall.answered(word.count));
    else if (word.type === "stood") this.#letGoOn(word.place);
    else this.#takeEnds(word);
  }

  #letGoOn(place: number): void {
    this.#recall.movesOn(place);
    this.#tell({ type: "goOn" });
  }

  #takeBackBehind(place: number | null): void {
    if (place === null || place < this.#ends.first) return;
    const count = this.#lives.length - (place - this.#ends.first + 1);
    this.#recall.took(count);
    this.#takeBack(count);
  }

  /** The last of them. */
  #takeBack(count: number): void {
    this.given -= count;
    for (const life of this.#lives.splice(this.#lives.length - count)) life.giveBack();
  }

  /** Of one that is over, nothing more is heard. */
  #lifeAt(place: number): PooledLife | undefined {
    return this.#lives[place - this.#ends.first];
  }

  #takeEnds(word: OverWord): void {
    const { open } = word;
    this.growth.note(word.peakRss);
    this.#ends.hear(word);
    this.#settle();
    if (open.length > 0) this.#options.onLeft(open, this.pid, this.loaded.names);
  }

  /** In their order: whose output has not all come is not over yet, as long as more may come. */
  #settle({ mayCome = true } = {}): void {
    let settled = 0;
    for (const { end, usage } of this.#ends.left) {
      const life = this.#lives[settled];
      if (!life || (mayCome && life.heardEnds < (end?.marks ?? 0))) break;
      life.end(end, usage);
      settled += 1;
    }
    if (settled === 0) return;
    this.#ends.took(settled);
    this.#lives.splice(0, settled);
    this.#lives[0]?.begin();
  }

  #close(end: ProcessEnd): void {
    this.#isClosed = true;
    this.#warm.resolve(false);
    const lived = this.#ends.readTrail() ?? true;
    this.#ends.close();
    this.#settle({ mayCome: false });
    const left = this.#lives.splice(0);
    if (lived) left.shift()?.die(end, this.lastWords);
    for (const life of left) life.orphan();
  }

  /** A child that is gone tells so by its end. */
  #tell(order: PoolOrder): void {
    this.#process.send(order, () => undefined);
  }
}
