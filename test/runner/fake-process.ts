import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { ChildOrder, ChildWord } from "../../src/runner/child-words.ts";

/** A forked process that does what a test says. */
export class FakeProcess extends EventEmitter {
  readonly pid = undefined;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly stdio = [null, this.stdout, this.stderr, null, new PassThrough()];
  readonly heard: ChildOrder[] = [];
  readonly signals: string[] = [];
  exitCode: number | null = null;
  signalCode: string | null = null;

  get asChildProcess(): ChildProcess {
    return this as unknown as ChildProcess;
  }

  send(order: ChildOrder, done: () => void): void {
    this.heard.push(order);
    done();
  }

  hasHeard(type: ChildOrder["type"]): boolean {
    return this.heard.some((order) => order.type === type);
  }

  say(word: ChildWord): void {
    this.emit("message", word);
  }

  kill(signal: string): boolean {
    if (this.exitCode !== null || this.signalCode !== null) return false;
    this.signals.push(signal);
    this.end({ signal });
    return true;
  }

  end({ code = null, signal = null }: { code?: number | null; signal?: string | null }): void {
    if (this.exitCode !== null || this.signalCode !== null) return;
    this.exitCode = code;
    this.signalCode = signal;
    this.emit("exit", code, signal);
    this.emit("close", code, signal);
  }
}
