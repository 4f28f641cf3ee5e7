import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import type { PlannedLine } from "../../scheduler/crontab/import/plan-import.ts";
import { hostZone } from "../../scheduler/registry/read-schedules.ts";
import type { Shell } from "../shell.ts";
import { tableWidth } from "../table-width.ts";
import { formatTable, type Cell, type Column } from "../table.ts";
import { plainWord } from "../words.ts";
import type { ImportSource } from "./import-source.ts";
import { wordLines } from "./word-lines.ts";

const COLUMNS: Column[] = [
  { head: "LINE", align: "right" },
  { head: "SCHEDULE", least: 16, spare: 1 },
  { head: "NAME", least: 12 },
  { head: "", least: 20 },
];

/** What becomes of each line, for people. */
export function importTable(lines: readonly PlannedLine[], { host }: Shell): string {
  return formatTable(COLUMNS, lines.map(cellsOf), tableWidth(host));
}

function cellsOf(line: PlannedLine): Cell[] {
  if (line.verdict === "left") return [String(line.number), "-", "-", `left: it ${line.reason}`];
  const { id, timezone } = line.schedule;
  const zone = timezone === hostZone() ? "" : `, ${timezone}`;
  return [String(line.number), describeRule(line.schedule) + zone, id, wordVerdict(line)];
}

function wordVerdict(line: Exclude<PlannedLine, { verdict: "left" }>): string {
  if (line.verdict === "taken") return "to be taken";
  return line.differs ? "already there, with other settings" : "already there";
}

/** The same for programs. */
export function importJson(lines: readonly PlannedLine[], { dryRun }: { dryRun: boolean }) {
  const shown = lines.map((line) => {
    const { number, verdict } = line;
    if (verdict === "left")
      return { line: number, verdict, id: null, words: null, timezone: null, reason: line.reason };
    const { id, timezone } = line.schedule;
    const reason = verdict === "there" && line.differs ? "it is there with other settings" : null;
    return { line: number, verdict, id, words: describeRule(line.schedule), timezone, reason };
  });
  return { dryRun, taken: numbersOf(lines, "taken").length, lines: shown };
}

/** How it ended, and what is to be done by hand. */
export function wordEnd(
  lines: readonly PlannedLine[],
  { source, dryRun }: { source: ImportSource; dryRun: boolean },
): string {
  const { place, words, edit } = source;
  if (lines.length === 0)
    return plainWord(`nothing in ${place} is for cron to run. Next: errand schedule list`);
  const taken = numbersOf(lines, "taken");
  const count = `${taken.length} of ${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
  if (dryRun) return plainWord(`would take ${count}. Next: ${["errand crontab import", ...words].join(" ")}`);
  const done = `${count} ${taken.length === 1 ? "is" : "are"} taken`;
  const standing = [...taken, ...numbersOf(lines, "there")].sort((a, b) => a - b);
  if (standing.length === 0) return plainWord(`${done}. Next: errand schedule add --help`);
  const out = `${wordLines(standing)} still ${standing.length === 1 ? "stands" : "stand"} in ${place}: take ${standing.length === 1 ? "it" : "them"} out, so that nothing runs twice`;
  return plainWord(`${done}; ${out}. Next: ${edit}`);
}

function numbersOf(lines: readonly PlannedLine[], verdict: PlannedLine["verdict"]): number[] {
  return lines.filter((line) => line.verdict === verdict).map(({ number }) => number);
}
