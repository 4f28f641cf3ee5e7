import type { ChildProcess } from "node:child_process";
import type { ErrorCode } from "../../../src/core/errors.ts";
import { USUAL_RETRIES } from "../../../src/core/retry.ts";
import type { PoolEnd, PoolOrder, PooledRun, PoolWord } from "../../../src/runner/pool/pool-words.ts";
import { LOG_PIPE } from "../../../src/runner/child-words.ts";
import { markOf } from "../../../src/runner/pool/marked-output.ts";
import { NOON } from "../../store/build.ts";
import { FakeProcess } from "../../runner/fake-process.ts";

const USUAL = { limits: { softMs: null, killAfterMs: 1_000 }, memoryBytes: null, retry: USUAL_RETRIES };

/** A pool's child that is warm at once; the test ends its runs. */
export class PoolProcess {
  /** Those that it has and has not ended. */
  readonly runs: PooledRun[] = [];
  /** Its loop does not turn: it hears nothing. */
  isStuck = false;
  /** Its modules are never there. */
  isLoading = false;
  readonly #unheard: PoolOrder[] = [];
  #told = 0;
  readonly #fake = new FakeProcess();
  readonly #loaded = new Set<string>();

  constructor() {
    this.#fake.send = (order: unknown, done: () => void) => {
      this.#hear(order as PoolOrder);
      done();
    };
  }

  get asChildProcess(): ChildProcess {
    return this.#fake.asChildProcess;
  }

  get signals(): readonly string[] {
    return this.#fake.signals;
  }

  /** So many are over; each took so long, and the process that much memory. */
  finish(count: number, tookMs = 0.001, peakRss = 1): void {
    this.#end(
      Array.from({ length: count }, () => null),
      tookMs,
      peakRss,
    );
  }

  /** The first of them cannot be called. */
  refuse(code: ErrorCode): void {
    this.#end([{ refused: { code, message: "no", next: null }, marks: 0 }]);
  }

  die(): void {
    this.#fake.end({ code: 1 });
  }

  /** Its thread says that the run at that place goes on. */
  stand(place: number, mark: string): void {
    this.#fake.stdio[LOG_PIPE]?.write(markOf(mark, place, "stands"));
  }

  /** Hears what it was told meanwhile. */
  turn(): void {
    this.isStuck = false;
    for (const order of this.#unheard.splice(0)) this.#hear(order);
  }

  #end(ends: (PoolEnd | null)[], tookMs = 0.001, peakRss = 1): void {
    this.runs.splice(0, ends.length);
    const first = this.#told;
    this.#told += ends.length;
    this.#say({ type: "over", first, ends, tookMs: tookMs * ends.length, cpuMs: 1, peakRss, open: [] });
    this.#begin();
  }

  #hear(order: PoolOrder): void {
    if (this.isStuck) {
      this.#unheard.push(order);
      return;
    }
    if (order.type === "warm") this.#say({ type: "warm" });
    if (order.type === "load") this.load(order.command);
    if (order.type === "live") this.#take(order.runs);
    if (order.type === "recall") this.#say({ type: "returned", count: this.runs.splice(1).length });
    this.#begin();
  }

  #take(runs: PooledRun[]): void {
    const place = this.#told + this.runs.length;
    this.runs.push(...runs);
    if (runs.some(({ tellsBegin }) => tellsBegin)) this.#say({ type: "begun", place, at: NOON + 7 });
  }

  #begin(): void {
    const command = this.runs[0]?.command;
    if (command !== undefined) this.load(command);
  }

  load(command: string): void {
    if (this.isLoading || this.#loaded.has(command)) return;
    this.#loaded.add(command);
    this.#say({ type: "loaded", command, ...USUAL });
  }

  #say(word: PoolWord): void {
    // As from another process: not before whoever spoke to it is done.
    queueMicrotask(() => this.#fake.emit("message", word));
  }
}
