import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { sleepAndHear, type Clock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";
import type { Progress, Run, Stream } from "../core/run.ts";
import {
  LOG_PIPE,
  type ChildAnswer,
  type ChildConfig,
  type ChildEnd,
  type ChildOrder,
  type ChildWord,
  type PrepareOrder,
} from "./child-words.ts";
import { HeldOutput } from "./held-output.ts";
import { addRoot } from "./known-processes.ts";
import { IT_HANGS, PREPARE_LIMIT_MS, unprepared } from "./prepare-limit.ts";
import { awaitEnd, type ProcessEnd } from "./process-end.ts";
import { readPipe } from "./read-pipe.ts";
import { readUnread } from "./told-ends.ts";

/** How long a child whose run is over may take to leave, in ms. */
const LEAVE_LIMIT_MS = 2_000;

/** A forked process that lives one run for this one, seen from here. */
export class Child {
  readonly output = new HeldOutput();
  /** Its process ended and its output came; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** It has loaded errand's code; false when it ended before. */
  readonly warm: Promise<boolean>;
  /** Hears the progress of the run. */
  onProgress: (progress: Progress) => void = () => undefined;
  /** Hears when the command's code began. */
  onBegun: (at: number) => void = () => undefined;
  readonly #process: ChildProcess;
  readonly #clock: Clock;
  readonly #gone = new AbortController();
  readonly #warm = Promise.withResolvers<boolean>();
  readonly #answer = Promise.withResolvers<ChildAnswer | null>();
  #lastWord: ChildEnd | null = null;

  constructor(process: ChildProcess, { clock, config }: { clock: Clock; config: ChildConfig }) {
    this.#process = process;
    this.#clock = clock;
    this.warm = this.#warm.promise;
    this.#listenToPipes();
    process.on("message", (word: ChildWord) => this.#hear(word));
    this.ended = awaitEnd(process, { clock, pieces: () => this.output.pieces });
    void this.ended.then(() => this.#close());
    this.#tell({ type: "warm", config });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isOver(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** What the child said at the end, if it could. */
  get lastWord(): ChildEnd | null {
    return this.#lastWord;
  }

  /** The same, where nobody has read it yet (`toldEnds`). */
  takeUnread(): ChildEnd | null {
    const words = readUnread(this.#process) as ChildWord[];
    return (this.#lastWord ??= words.find((word) => word.type === "over") ?? null);
  }

  /** Has it load a run's command. One that hangs or ends over it refuses by that. */
  async prepare(order: Omit<PrepareOrder, "type">): Promise<ChildAnswer> {
    const { pid } = this;
    if (pid !== undefined) this.#process.once("exit", addRoot(order.run.id, pid, order.run.attempt));
    this.#tell({ type: "prepare", ...order });
    const signal = this.#gone.signal;
    const inTime = sleepAndHear(this.#clock, PREPARE_LIMIT_MS, { signal }).then(() => null);
    const answer = await Promise.race([this.#answer.promise, inTime]);
    if (answer) return answer;
    const why = this.isOver ? `ended its process (${await this.describeEnd()})` : IT_HANGS;
    this.dismiss();
    const { code, message, next = null } = unprepared(order.run.command, why);
    return { type: "refused", error: { code, message, next } };
  }

  /** Has it live the run that it prepared. */
  go(run: Run): void {
    this.#tell({ type: "go", run });
  }

  /** Aborts the command's signal with such a reason. */
  abort(reason: unknown): void {
    const { name, message } =
      reason instanceof Error ? reason : { name: "AbortError", message: String(reason) };
    this.#tell({ type: "abort", name, message });
  }

  /** For people: how the process ended, and the last that it said. */
  async describeEnd(): Promise<string> {
    const end = await this.ended;
    if ("error" in end) return end.error.message;
    const last = this.output.lastWords.trimEnd().split("\n").at(-1) ?? "";
    return `${end.signal ?? `exit ${end.code}`}${last === "" ? "" : `: ${last}`}`;
  }

  /** Ends the process at once. What it started is not its matter. */
  dismiss(): void {
    this.#process.kill("SIGKILL");
  }

  #hear(word: ChildWord): void {
    if (word.type === "warm") this.#warm.resolve(true);
    else if (word.type === "progress") this.onProgress(word.progress);
    else if (word.type === "begun") this.onBegun(word.at);
    else if (word.type === "over") this.#seeOff(word);
    else this.#answer.resolve(word);
  }

  /** Something in it may hold it up for ever, and its run is over. */
  #seeOff(word: ChildEnd): void {
    this.#lastWord = word;
    const left = this.#gone.signal;
    void this.#clock.sleep(LEAVE_LIMIT_MS, { signal: left, background: true }).then(() => this.dismiss());
  }

  #listenToPipes(): void {
    const { stdout, stderr, stdio } = this.#process;
    const log = stdio[LOG_PIPE] as Readable | null | undefined;
    for (const [stream, pipe] of Object.entries({ stdout, stderr, log }) as [Stream, typeof log][]) {
      const take = (bytes: Uint8Array): null => {
        this.output.write(stream, bytes);
        return null;
      };
      if (pipe) readPipe(pipe, { take });
    }
  }

  #close(): void {
    this.#gone.abort();
    this.#warm.resolve(false);
    this.#answer.resolve(null);
  }

  /** A child that is gone tells so by its end. */
  #tell(order: ChildOrder): void {
    this.#process.send(order, () => undefined);
  }
}

/** What a refusal means here. */
export function errorOf({ error }: Extract<ChildAnswer, { type: "refused" }>): ErrandError {
  const { code, message, next } = error;
  return new ErrandError(code, message, next === null ? {} : { next });
}
