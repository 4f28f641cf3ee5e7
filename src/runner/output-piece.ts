import type { OutputChunk, Stream } from "../core/run.ts";

/** A chunk in the making: what one stream writes in a row. It owns room for its bytes until that is taken from it. */
export class OutputPiece {
  readonly offset: number;
  readonly stream: Stream;
  readonly #at: number;
  #room: Buffer = NO_ROOM;
  #length = 0;

  constructor({ offset, stream, at }: { offset: number; stream: Stream; at: number }) {
    this.offset = offset;
    this.stream = stream;
    this.#at = at;
  }

  get length(): number {
    return this.#length;
  }

  get end(): number {
    return this.offset + this.#length;
  }

  /** How much room it must be given before it can take so many bytes more; 0 when it has it. */
  roomToTake(bytes: number): number {
    const length = this.#length + bytes;
    // Twice what there was, so that a byte written alone does not copy all before it.
    return length <= this.#room.length ? 0 : Math.max(length, this.#room.length * 2);
  }

  moveTo(room: Buffer): void {
    this.#room.copy(room, 0, 0, this.#length);
    this.#room = room;
  }

  append(part: Uint8Array): void {
    this.#room.set(part, this.#length);
    this.#length += part.length;
  }

  /** The room goes with the chunk: nothing is written to a piece that was handed out. */
  takeChunk(): OutputChunk {
    const { offset, stream } = this;
    return { offset, at: this.#at, stream, bytes: this.takeRoom().subarray(0, this.#length) };
  }

  takeRoom(): Buffer {
    const room = this.#room;
    this.#room = NO_ROOM;
    return room;
  }
}

const NO_ROOM = Buffer.alloc(0);
