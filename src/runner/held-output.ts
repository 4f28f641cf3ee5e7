import type { Stream } from "../core/run.ts";
import type { OutputSink } from "./executor.ts";
import { LastWords } from "./last-words.ts";

/** Most bytes held: what a module prints while it is loaded is short, and nobody may read it. */
const HELD_BYTES = 256 * 1024;

/** Holds what a child writes until there is a run to keep it, then lets it through. */
export class HeldOutput implements OutputSink {
  #sink: OutputSink | null = null;
  #held: [Stream, Uint8Array][] = [];
  #heldBytes = 0;
  readonly #last = new LastWords();
  #pieces = 0;

  /** How many pieces came so far. */
  get pieces(): number {
    return this.#pieces;
  }

  /** The end of stderr. */
  get lastWords(): string {
    return this.#last.toString();
  }

  write(stream: Stream, bytes: Uint8Array): void {
    this.#pieces += 1;
    if (stream === "stderr") this.#last.add(bytes);
    if (this.#sink) this.#sink.write(stream, bytes);
    else this.#hold(stream, bytes);
  }

  /** From here on, and all that was held. */
  flowTo(sink: OutputSink): void {
    this.#sink = sink;
    for (const [stream, bytes] of this.#held) sink.write(stream, bytes);
    this.#held = [];
  }

  #hold(stream: Stream, bytes: Uint8Array): void {
    if (this.#heldBytes + bytes.length > HELD_BYTES) return;
    this.#heldBytes += bytes.length;
    this.#held.push([stream, Uint8Array.from(bytes)]);
  }
}
