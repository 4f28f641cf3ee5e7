export const BEGIN = "# BEGIN errand ";
export const END = "# END errand ";

/** Lines of a table by their index, `to` excluded. */
export interface Span {
  from: number;
  to: number;
}

/** A block that has no clear beginning and end. Its message is one clause. */
export class CrontabFault extends Error {
  override readonly name = "CrontabFault";
  /** Counted from 1. */
  readonly line: number;

  constructor(index: number, what: string) {
    super(`line ${index + 1} ${what}`);
    this.line = index + 1;
  }
}

/** With their line ends, so that they make the same text again. */
export function linesOf(table: string): string[] {
  return table.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Where the block of a project stands, its two marks included; null: nowhere.
 * @throws CrontabFault
 */
export function findBlock(lines: readonly string[], root: string): Span | null {
  const marks = lines.flatMap((line, index) => markOf(line, index) ?? []);
  const own = marks.filter(({ project }) => project === root.trimEnd());
  const [begin, end, more] = own;
  if (begin === undefined) return null;
  if (begin.word === END) throw new CrontabFault(begin.index, `ends a block of ${root} that nothing began`);
  if (end?.word !== END) throw new CrontabFault(begin.index, `begins a block of ${root} that nothing ends`);
  if (more) throw new CrontabFault(more.index, `is of a second block of ${root}`);
  const foreign = marks.find(({ index }) => index > begin.index && index < end.index);
  if (foreign) throw new CrontabFault(foreign.index, `is of ${foreign.project}, within the block of ${root}`);
  return { from: begin.index, to: end.index + 1 };
}

interface Mark {
  word: typeof BEGIN | typeof END;
  project: string;
  index: number;
}

const WORDS = [BEGIN, END] as const;

/** Blanks that an editor left at the end of a line make it no other line. */
function markOf(line: string, index: number): Mark | undefined {
  const word = WORDS.find((one) => line.startsWith(one));
  return word === undefined ? undefined : { word, project: line.slice(word.length).trimEnd(), index };
}
