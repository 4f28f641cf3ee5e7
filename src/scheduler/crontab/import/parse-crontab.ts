import type { CrontabLine, LineContent } from "./crontab-line.ts";
import { parseLine, type TableForm } from "./parse-line.ts";

/** Reads a table as crontab(5) says. Every line is kept, whatever stands in it: no text is refused. */
export function parseCrontab(text: string, form: TableForm): CrontabLine[] {
  const raws = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const own = findOwn(raws);
  return raws.map((raw, index) => {
    const content: LineContent = own.has(index) ? { kind: "own" } : parseLine(withoutEnd(raw), form);
    return { number: index + 1, raw, ...content };
  });
}

/** The very text that was parsed. */
export function formatCrontab(lines: readonly CrontabLine[]): string {
  return lines.map(({ raw }) => raw).join("");
}

/** Tables that were edited elsewhere may end their lines as that system does. */
function withoutEnd(raw: string): string {
  return raw.replace(/\r?\n$/, "");
}

const BEGIN = /^# BEGIN errand\b/;
const END = /^# END errand\b/;

/** The lines of every block that has an end; what only begins one is a comment like any other. */
function findOwn(raws: readonly string[]): Set<number> {
  const own = new Set<number>();
  let from = -1;
  for (const [index, raw] of raws.entries()) {
    if (BEGIN.test(raw)) from = index;
    if (!END.test(raw) || from < 0) continue;
    for (let at = from; at <= index; at += 1) own.add(at);
    from = -1;
  }
  return own;
}
