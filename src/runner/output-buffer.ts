import type { Stream } from "../core/run.ts";
import type { OutputWrite } from "../store/run-store.ts";
import { OutputPiece } from "./output-piece.ts";
import { OutputTail } from "./output-tail.ts";

/** Most bytes in one chunk: a row of the ledger. */
const CHUNK_BYTES = 64 * 1024;
/** Up to here, room is cheaper made than kept. */
const SMALL_BYTES = 4 * 1024;

/**
 * Keeps an attempt's output within `cap` bytes: the first half of them from its beginning, the others from its end.
 * However fast it is written, memory stays within the cap, and so does what one `drain` hands out. Each change of
 * stream begins a chunk, which costs some 400 bytes beside its own.
 */
export class OutputBuffer {
  readonly #headBytes: number;
  readonly #pieceBytes: number;
  readonly #tail: OutputTail;
  #head: OutputPiece[] = [];
  /** The piece that is written to; none after a drain. */
  #last: OutputPiece | undefined;
  /** What a dropped piece left. At full speed each new piece costs an old one, and no memory need be made. */
  #spare: Buffer | undefined;
  #total = 0;

  constructor(cap: number) {
    const tailBytes = Math.floor(cap / 2);
    this.#headBytes = Math.ceil(cap / 2);
    this.#tail = new OutputTail(tailBytes);
    // With a small cap, big chunks would leave little of the tail.
    this.#pieceBytes = Math.max(1, Math.min(CHUNK_BYTES, Math.floor(tailBytes / 8)));
  }

  /** Takes a copy of `bytes`, written at `at` (epoch ms). */
  write(stream: Stream, bytes: Uint8Array, at: number): void {
    for (let from = 0; from < bytes.length;) {
      const piece = this.#pieceFor(stream, at);
      const part = bytes.subarray(from, from + this.#lengthLeft(piece));
      this.#extend(piece, part);
      from += part.length;
    }
  }

  /** What is to be written now, or null when there is nothing new. */
  drain(): OutputWrite | null {
    const tail = this.#tail.handOut();
    const chunks = [...this.#head.map((piece) => piece.takeChunk()), ...tail.chunks];
    this.#head = [];
    this.#last = undefined;
    if (chunks.length === 0 && !tail.cut) return null;
    return { chunks, cut: tail.cut, totalBytes: this.#total };
  }

  #pieceFor(stream: Stream, at: number): OutputPiece {
    if (this.#last?.stream === stream && this.#lengthLeft(this.#last) > 0) return this.#last;
    const piece = new OutputPiece({ offset: this.#total, stream, at });
    if (piece.offset < this.#headBytes) this.#head.push(piece);
    else this.#tail.push(piece);
    this.#last = piece;
    return piece;
  }

  /** A piece ends where the head ends: what is cut later begins exactly there. */
  #lengthLeft({ offset, length, end }: OutputPiece): number {
    const left = this.#pieceBytes - length;
    return offset < this.#headBytes ? Math.min(left, this.#headBytes - end) : left;
  }

  #extend(piece: OutputPiece, part: Uint8Array): void {
    // First, so that the room of a piece that goes is there for the one that comes.
    if (piece.offset >= this.#headBytes) this.#keepSpare(this.#tail.grow(part.length));
    const room = piece.roomToTake(part.length);
    if (room > 0) piece.moveTo(this.#makeRoom(Math.min(room, this.#pieceBytes)));
    piece.append(part);
    this.#total += part.length;
  }

  #makeRoom(bytes: number): Buffer {
    const spare = this.#spare;
    if (!spare || bytes <= SMALL_BYTES || bytes > spare.length) return Buffer.allocUnsafe(bytes);
    this.#spare = undefined;
    return spare;
  }

  #keepSpare(room: Buffer | undefined): void {
    if (room && room.length > (this.#spare?.length ?? SMALL_BYTES)) this.#spare = room;
  }
}
