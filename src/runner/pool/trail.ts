import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync, fstatSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TRAIL } from "../child-words.ts";
import type { PoolEnd } from "./pool-words.ts";

/*
 * How far a pool's child came, in a file that outlives it: ends of quick runs go to the worker together, and a child that
 * is killed, or whose loop does not turn, tells of none. The worker would blame the first that it has not heard of.
 * The file begins with two numbers: where the child stands, and the place up to which all ends were told over the wire.
 * Behind them stands, a line each, what ended otherwise than by a plain success. Where it stands is one number, so that
 * nobody reads half of it: twice the place that lives, and one more when that is over and none has begun since.
 */

const NUMBER_BYTES = 8;
const TOLD_AT = NUMBER_BYTES;
/** All before the first are over. */
const NOWHERE = -1;
const HEAD_BYTES = TOLD_AT + NUMBER_BYTES;

/** The child's side. What cannot be written is told over the wire as soon as it can be. */
export class TrailWriter {
  readonly #fd: number;
  readonly #number = Buffer.alloc(NUMBER_BYTES);
  #at = HEAD_BYTES;
  /** The place of the last line. */
  #lastKept = -1;

  constructor(fd: number = TRAIL) {
    this.#fd = fd;
  }

  /** The run at that place lives now; all before it are over. */
  begin(place: number): void {
    this.#write(2 * place, 0);
  }

  /** That one is over as well, and nothing is in hand. */
  rest(place: number): void {
    this.#write(2 * place + 1, 0);
  }

  /** False when it does not stand in the file. */
  keep(place: number, end: PoolEnd): boolean {
    const line = Buffer.from(`${JSON.stringify({ place, end } satisfies Line)}\n`);
    if (attempt(() => writeSync(this.#fd, line, 0, line.length, this.#at)) !== line.length) return false;
    this.#at += line.length;
    this.#lastKept = place;
    return true;
  }

  /** All before that place are on their way over the wire. */
  told(place: number): void {
    this.#write(place, TOLD_AT);
    if (this.#lastKept >= place || this.#at === HEAD_BYTES) return;
    attempt(() => ftruncateSync(this.#fd, HEAD_BYTES));
    this.#at = HEAD_BYTES;
  }

  #write(value: number, at: number): void {
    this.#number.writeDoubleLE(value);
    attempt(() => writeSync(this.#fd, this.#number, 0, NUMBER_BYTES, at));
  }
}

/** What a trail says beyond what was heard. */
export interface Traces {
  /** From the place that was asked for on. */
  ends: (PoolEnd | null)[];
  /** Whether the one behind them lives, or did when the process ended. */
  lives: boolean;
}

/** The worker's side. The file has no name: it is gone when both have closed it. */
export class Trail {
  readonly fd: number;
  #isOpen = true;

  /** @throws when the system's folder for such files takes none. */
  constructor(folder: string = tmpdir()) {
    const file = join(folder, `errand-${randomUUID()}`);
    this.fd = openSync(file, "wx+", 0o600);
    unlinkSync(file);
    const none = Buffer.alloc(HEAD_BYTES);
    none.writeDoubleLE(NOWHERE);
    writeSync(this.fd, none, 0, HEAD_BYTES, 0);
  }

  /** The ends from that place on; null where some of them are on their way over the wire, or nothing can be read. */
  read(from: number): Traces | null {
    if (!this.#isOpen) return null;
    // The child may be at work: the lines of all that stands before its place were there when that was read, and are
    // there still if nothing was told since.
    const head = readFrom(this.fd, 0, HEAD_BYTES);
    const lines = linesOf(readRest(this.fd));
    const after = readFrom(this.fd, 0, HEAD_BYTES);
    if (head.length < HEAD_BYTES || after.length < HEAD_BYTES || from < after.readDoubleLE(TOLD_AT))
      return null;
    const stand = head.readDoubleLE(0);
    const kept = new Map(lines.map((line) => [line.place, line.end]));
    const over = Math.max(0, Math.ceil(stand / 2) - from);
    const ends = Array.from({ length: over }, (_, index) => kept.get(from + index) ?? null);
    return { ends, lives: stand === 2 * (from + over) };
  }

  close(): void {
    if (this.#isOpen) closeSync(this.fd);
    this.#isOpen = false;
  }
}

interface Line {
  place: number;
  end: PoolEnd;
}

function readRest(fd: number): Buffer {
  try {
    return readFrom(fd, HEAD_BYTES, Math.max(0, fstatSync(fd).size - HEAD_BYTES));
  } catch {
    return Buffer.alloc(0);
  }
}

function readFrom(fd: number, at: number, length: number): Buffer {
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, at));
  } catch {
    return Buffer.alloc(0);
  }
}

/** A line that was cut off is none: whoever wrote it lives still. */
function linesOf(bytes: Buffer): Line[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line];
      } catch {
        return [];
      }
    });
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
