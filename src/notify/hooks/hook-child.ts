import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { sleepAndHear, type Clock } from "../../core/clock.ts";
import { createRunLogger } from "../../log/run-logger.ts";
import { LOG_PIPE } from "../../runner/child-words.ts";
import { MAIN } from "../../runner/fork-child.ts";
import { awaitEnd, type ProcessEnd } from "../../runner/process-end.ts";
import { startOwnChild } from "../../runner/watch-children.ts";
import type { HookAnswer, HookOrder, HookOwner } from "./hook-words.ts";

/** How long one hook may take, loading included, in ms. */
const HOOK_LIMIT_MS = 10_000;
/** What was printed before the answer may come a little after it, in ms. */
const DRAIN_MS = 20;
/** Text kept of one call. */
const LONGEST_TEXT = 16_384;

/** What came of a call: log lines, and why it failed if it did. */
export interface HookReport {
  text: string;
  failures: string[];
  /** Those whose turn did not come: the one before them ended the process, or was cut off with it. */
  left: readonly HookOwner[];
}

/** A forked process that calls hooks, one order after the other, seen from here. */
export class HookChild {
  readonly #process: ChildProcess;
  readonly #clock: Clock;
  readonly #ended: Promise<ProcessEnd>;
  #text = "";
  #pieces = 0;
  #print: (line: string, stream: string) => void = () => undefined;
  #answers: HookAnswer[] = [];
  /** Of the order that is carried out; none yet. */
  #owners: readonly HookOwner[] = [];
  #answered = Promise.withResolvers<null>();

  /** May throw when no process can be made. */
  constructor(root: string, clock: Clock) {
    this.#clock = clock;
    const env = { ...process.env, ERRAND_RUN_ID: undefined };
    const stdio = ["ignore", "pipe", "pipe", "ipc", "pipe"] as const;
    const flags = process.execArgv.filter((flag) => !flag.startsWith("--inspect"));
    const words = [...flags, MAIN, "hooks", root];
    this.#process = startOwnChild(() =>
      spawn(process.execPath, words, { cwd: root, env, detached: true, stdio: [...stdio] }),
    );
    this.#process.on("message", (answer: HookAnswer) => {
      this.#answers.push(answer);
      this.#answered.resolve(null);
      this.#answered = Promise.withResolvers();
    });
    this.#ended = awaitEnd(this.#process, { clock, pieces: () => this.#pieces });
    this.#listen();
  }

  get isOver(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null || !this.#process.pid;
  }

  async call(order: HookOrder): Promise<HookReport> {
    this.#begin(order);
    this.#process.send(order, () => undefined);
    const cut = await this.#untilCut();
    if (cut === HUNG) await this.end();
    else if (!this.isOver) await this.#clock.sleep(DRAIN_MS);
    return this.#reportOf(cut);
  }

  /** Null when each has answered, the limit being for each: what one took is not missing for the next. */
  async #untilCut(): Promise<ProcessEnd | typeof HUNG | null> {
    for (;;) {
      const over = new AbortController();
      const limit = sleepAndHear(this.#clock, HOOK_LIMIT_MS, { signal: over.signal }).then(() => HUNG);
      const cut = await Promise.race([this.#answered.promise, this.#ended, limit]);
      over.abort();
      if (cut !== null || this.#answers.length === this.#owners.length) return cut;
    }
  }

  #reportOf(cut: ProcessEnd | typeof HUNG | null): HookReport {
    const failures = this.#answers.flatMap(({ failure }) => failure ?? []);
    if (cut === null) return { text: this.#text, failures, left: [] };
    // Where no process can be started, the next one is none either.
    const isVain = typeof cut === "object" && "error" in cut;
    const left = isVain ? [] : this.#owners.slice(this.#answers.length + 1);
    return { text: this.#text, failures: [...failures, cut === HUNG ? HUNG : describe(cut)], left };
  }

  /** Ends it with all that it started in its group. */
  async end(): Promise<void> {
    const { pid } = this.#process;
    try {
      if (pid !== undefined && !this.isOver) process.kill(-pid, "SIGKILL");
    } catch {
      // It went by itself meanwhile.
    }
    await this.#ended;
  }

  #begin({ hook, owners, facts: { run } }: HookOrder): void {
    this.#text = "";
    this.#owners = owners;
    this.#answers = [];
    this.#answered = Promise.withResolvers();
    const logger = createRunLogger({
      bindings: { run: run.id, command: run.command, hook },
      now: () => this.#clock.now(),
      write: (line) => this.#keep(line),
    });
    this.#print = (line, stream) => logger.info({ stream }, line);
  }

  #listen(): void {
    const { stdout, stderr, stdio } = this.#process;
    stdout?.on("data", (bytes: Buffer) => this.#printed(bytes, "stdout"));
    stderr?.on("data", (bytes: Buffer) => this.#printed(bytes, "stderr"));
    (stdio[LOG_PIPE] as Readable | null | undefined)?.on("data", (bytes: Buffer) => {
      this.#pieces += 1;
      this.#keep(bytes.toString());
    });
  }

  #printed(bytes: Buffer, stream: string): void {
    this.#pieces += 1;
    for (const line of bytes.toString().split("\n")) if (line !== "") this.#print(line, stream);
  }

  #keep(text: string): void {
    if (this.#text.length < LONGEST_TEXT) this.#text += text;
  }
}

const HUNG = `it did not come to an end in ${HOOK_LIMIT_MS / 1000} s` as const;

function describe(end: ProcessEnd): string {
  if ("error" in end) return `no process could be started: ${end.error.message}`;
  return `it ended its process (${end.signal ?? `exit ${end.code}`})`;
}
