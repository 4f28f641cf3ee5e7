import { STREAMS, type OutputChunk, type Stream } from "../core/run.ts";

/** A line of output without its end, or the word that bytes are missing here. Times are epoch ms. */
export type Item = { attempt: number } & (
  { kind: "line"; at: number; stream: Stream; text: string } | { kind: "cut"; bytes: number }
);

/** Chunks of one attempt, in order. */
export interface Batch {
  attempt: number;
  chunks: OutputChunk[];
}

/** A line that never ends is shown in parts: a run may print a gigabyte of it. */
const LONGEST_LINE = 64 * 1024;

/** A carriage return ends a line too: what it would overwrite on a terminal is output all the same. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/** What was written to a stream since its last line end. */
interface OpenLine {
  decoder: InstanceType<typeof TextDecoder>;
  text: string;
  at: number;
}

/**
 * Makes lines of chunks: those of two streams do not run into each other, and a character that was cut between two
 * chunks is whole again. Holds no more than one line of each stream.
 */
export class LineAssembler {
  #attempt = 0;
  #gaps = new Gaps();
  readonly #open: Record<Stream, OpenLine> = { stdout: openLine(), stderr: openLine(), log: openLine() };

  take({ attempt, chunks }: Batch): Item[] {
    const before = attempt === this.#attempt ? [] : this.#turnTo(attempt);
    return [...before, ...chunks.flatMap((chunk) => this.#takeChunk(chunk))];
  }

  /** The lines that never ended. */
  rest(): Item[] {
    return STREAMS.flatMap((stream) => this.#finish(stream));
  }

  #turnTo(attempt: number): Item[] {
    const rest = this.rest();
    this.#attempt = attempt;
    this.#gaps = new Gaps();
    return rest;
  }

  #takeChunk(chunk: OutputChunk): Item[] {
    const bytes = this.#gaps.before(chunk);
    const lines = bytes === 0 ? [] : this.rest();
    if (bytes > 0) lines.push({ kind: "cut", attempt: this.#attempt, bytes });
    return [...lines, ...this.#extend(chunk)];
  }

  #extend({ stream, bytes, at }: OutputChunk): Item[] {
    const open = this.#open[stream];
    if (open.text === "") open.at = at;
    const texts = (open.text + open.decoder.decode(bytes, { stream: true })).split(LINE_END);
    open.text = texts.pop() ?? "";
    const lines = texts.map((text, index) => this.#line(stream, index === 0 ? open.at : at, text));
    if (lines.length > 0) open.at = at;
    return open.text.length > LONGEST_LINE ? [...lines, ...this.#finish(stream)] : lines;
  }

  #finish(stream: Stream): Item[] {
    const open = this.#open[stream];
    const text = open.text + open.decoder.decode();
    open.text = "";
    return text === "" ? [] : [this.#line(stream, open.at, text.replace(/\r$/, ""))];
  }

  #line(stream: Stream, at: number, text: string): Item {
    return { kind: "line", attempt: this.#attempt, at, stream, text };
  }
}

function openLine(): OpenLine {
  return { decoder: new TextDecoder(), text: "", at: 0 };
}

/** Finds where the cap took bytes away: where one chunk's end is not the next one's offset. */
export class Gaps {
  #end = 0;

  /** How many bytes are missing before this chunk. */
  before({ offset, bytes }: OutputChunk): number {
    const missing = Math.max(0, offset - this.#end);
    this.#end = offset + bytes.length;
    return missing;
  }
}
