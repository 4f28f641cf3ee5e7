import type { OutputSink } from "./executor.ts";
import type { Stream } from "../core/run.ts";
import { layOver, type Overlay } from "./lay-over.ts";

/** Where output goes besides the ledger. False, as with any writable, asks the writer to wait for `done`. */
export interface Terminal {
  write(stream: Stream, bytes: Uint8Array, done?: () => void): boolean;
}

/**
 * To be called before code that may print is loaded: what it keeps of stdout and stderr, be it the stream or its `write`,
 * goes through a later tee.
 */
export function watchProcessOutput(): void {
  for (const output of OUTPUTS) output.watch();
}

/**
 * Sends everything that code in this process writes to stdout and stderr to `sink` as well, and returns the way
 * back. Bytes that children write to inherited descriptors pass by it: the kernel does not ask us.
 */
export function teeProcessOutput(sink: OutputSink, terminal: Terminal): () => void {
  const tee = { sink, terminal };
  for (const output of OUTPUTS) output.add(tee);
  return () => {
    for (const output of OUTPUTS) output.remove(tee);
  };
}

interface Tee {
  sink: OutputSink;
  terminal: Terminal;
}

/** One of the process's own streams. Of several tees over it the latest takes all, in whatever order they are removed. */
class ProcessOutput {
  readonly #name: "stdout" | "stderr";
  #tees: readonly Tee[] = [];
  /** How the process gives the stream, while we wait for the first look at it. */
  #property: PropertyDescriptor | null = null;
  #overlay: Overlay | null = null;
  #isMade = false;

  constructor(name: "stdout" | "stderr") {
    this.#name = name;
  }

  add(tee: Tee): void {
    this.#tees = [...this.#tees, tee];
    this.watch();
  }

  remove(tee: Tee): void {
    this.#tees = this.#tees.filter((other) => other !== tee);
    if (this.#tees.length > 0) return;
    this.#stopWaiting();
    this.#overlay?.takeOff();
    this.#overlay = null;
  }

  /** Node makes its streams at the first look, for several ms; work that prints nothing should not pay for them. */
  watch(): void {
    if (this.#property || this.#overlay?.isOnTop()) return;
    const property = Object.getOwnPropertyDescriptor(process, this.#name);
    if (!property) return;
    if (this.#isMade || isBoundByConsole(this.#name, property)) return this.#lay();
    this.#property = property;
    Object.defineProperty(process, this.#name, {
      configurable: true,
      enumerable: true,
      get: () => {
        this.#stopWaiting();
        this.#lay();
        return process[this.#name];
      },
    });
  }

  #stopWaiting(): void {
    if (this.#property) Object.defineProperty(process, this.#name, this.#property);
    this.#property = null;
  }

  #lay(): void {
    this.#isMade = true;
    this.#overlay = layOver(process[this.#name], () => {
      const tee = this.#tees.at(-1);
      if (!tee) return null;
      return (bytes, done) => {
        tee.sink.write(this.#name, bytes);
        return tee.terminal.write(this.#name, bytes, done);
      };
    });
  }
}

const OUTPUTS = [new ProcessOutput("stdout"), new ProcessOutput("stderr")];

/**
 * Node's console asks the process for its stream at its first print, and never again. Where the process gives it
 * nothing it shows what it has, and no stream is made for our question.
 */
function isBoundByConsole(name: "stdout" | "stderr", property: PropertyDescriptor): boolean {
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value: undefined });
  try {
    return Reflect.get(globalThis.console, `_${name}`) !== undefined;
  } finally {
    Object.defineProperty(process, name, property);
  }
}
