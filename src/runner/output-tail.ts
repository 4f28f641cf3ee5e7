import type { OutputChunk } from "../core/run.ts";
import type { OutputWrite } from "../store/run-store.ts";
import type { OutputPiece } from "./output-piece.ts";

/**
 * The pieces at the end of an output: the oldest go as new ones come, whether the ledger has them already or not. A
 * queue over an array: short pieces come in their thousands, and taking the first must cost nothing.
 */
export class OutputTail {
  readonly #limit: number;
  #pieces: OutputPiece[] = [];
  /** Index of the oldest piece that is kept, and of the first that was not handed out. */
  #oldest = 0;
  #waiting = 0;
  #length = 0;
  #cut: OutputWrite["cut"] = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: OutputPiece): void {
    this.#pieces.push(piece);
  }

  /** The newest piece takes so many bytes. Returns the room of a piece that had to go for them, if one had any. */
  grow(bytes: number): Buffer | undefined {
    this.#length += bytes;
    let room: Buffer | undefined;
    while (this.#length > this.#limit && this.#oldest < this.#pieces.length - 1) room = this.#dropOldest();
    return room;
  }

  /** The pieces not handed out yet, and what the ledger has to drop of those that were. */
  handOut(): { chunks: OutputChunk[]; cut: OutputWrite["cut"] } {
    const chunks = this.#pieces.slice(this.#waiting).map((piece) => piece.takeChunk());
    const cut = this.#cut;
    this.#waiting = this.#pieces.length;
    this.#cut = null;
    return { chunks, cut };
  }

  #dropOldest(): Buffer | undefined {
    const piece = this.#pieces[this.#oldest];
    if (!piece) return undefined;
    const wasHandedOut = this.#oldest < this.#waiting;
    if (wasHandedOut) this.#cut = { from: this.#cut?.from ?? piece.offset, to: piece.end };
    this.#length -= piece.length;
    this.#oldest += 1;
    this.#waiting = Math.max(this.#waiting, this.#oldest);
    if (this.#oldest * 2 > this.#pieces.length) this.#forgetDropped();
    return piece.takeRoom();
  }

  #forgetDropped(): void {
    this.#pieces = this.#pieces.slice(this.#oldest);
    this.#waiting -= this.#oldest;
    this.#oldest = 0;
  }
}
