import type { Stream } from "../../core/run.ts";

/** Where in a pipe a run's output begins and ends, and that it goes on: the mark, its place among those of its child, and which. */
export function markOf(mark: string, place: number, kind: keyof typeof SIGNS): Buffer {
  return Buffer.from(`${mark}${String(place).padStart(DIGITS, "0")}${SIGNS[kind]}`);
}

const SIGNS = { begin: "<", end: ">", stands: "=" } as const;

const DIGITS = 8;
const AFTER_MARK = DIGITS + 1;

export interface OutputListener {
  /** `place`: of the run that wrote it; null when nobody said so. */
  output: (stream: Stream, bytes: Uint8Array, place: number | null) => void;
  ended: (place: number) => void;
  /** It goes on for a while. */
  stands: (place: number) => void;
}

/** Splits what a pipe brings at the marks, wherever a piece of it ends. */
export class MarkedOutput {
  readonly #mark: Buffer;
  readonly #stream: Stream;
  readonly #on: OutputListener;
  #tail: Buffer = NOTHING;
  #place: number | null = null;

  constructor(mark: string, stream: Stream, on: OutputListener) {
    this.#mark = Buffer.from(mark);
    this.#stream = stream;
    this.#on = on;
  }

  push(bytes: Uint8Array): void {
    let rest = this.#tail.length === 0 ? viewOf(bytes) : Buffer.concat([this.#tail, bytes]);
    const length = this.#mark.length + AFTER_MARK;
    for (let at = rest.indexOf(this.#mark); at >= 0; at = rest.indexOf(this.#mark)) {
      this.#pass(rest.subarray(0, at));
      rest = rest.subarray(at);
      if (rest.length < length) break;
      this.#read(rest.subarray(this.#mark.length, length).toString("latin1"));
      rest = rest.subarray(length);
    }
    const kept = rest.indexOf(this.#mark) === 0 ? rest.length : this.#beginningAtEnd(rest);
    this.#pass(rest.subarray(0, rest.length - kept));
    // A copy: the writer uses its bytes again.
    this.#tail = kept === 0 ? NOTHING : Buffer.from(rest.subarray(rest.length - kept));
  }

  /** Nothing comes any more. */
  end(): void {
    this.#pass(this.#tail);
    this.#tail = NOTHING;
  }

  #read(after: string): void {
    const place = Number(after.slice(0, DIGITS));
    if (after.endsWith(SIGNS.begin)) this.#place = place;
    else if (after.endsWith(SIGNS.end)) this.#on.ended(place);
    else this.#on.stands(place);
  }

  #pass(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#on.output(this.#stream, bytes, this.#place);
  }

  /** How many of the last bytes may be the beginning of a mark. */
  #beginningAtEnd(bytes: Buffer): number {
    for (let length = Math.min(this.#mark.length - 1, bytes.length); length > 0; length -= 1)
      if (this.#mark.subarray(0, length).equals(bytes.subarray(bytes.length - length))) return length;
    return 0;
  }
}

const NOTHING = Buffer.alloc(0);

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
