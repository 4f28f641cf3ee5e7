import type { EssayFacts } from "./measure-essay.ts";
import { toCsv } from "./csv.ts";

/** The essays of a folder in numbers. */
export interface Report {
  v: 1;
  /** False: it was stopped before it had seen every essay. */
  complete: boolean;
  /** The instant that ages count from, ISO 8601. */
  at: string;
  content: string;
  totals: { essays: number; words: number; minutes: number; links: number };
  byStage: Partial<Record<EssayFacts["stage"], number>>;
  essays: EssayFacts[];
  /** Files whose front matter could not be understood. */
  unreadable: string[];
}

type Seen = Pick<Report, "complete" | "content" | "essays" | "unreadable"> & { at: Date };

export function makeReport({ at, essays, ...seen }: Seen): Report {
  const sum = (key: "words" | "minutes" | "links"): number => essays.reduce((all, one) => all + one[key], 0);
  const stages = Map.groupBy(essays, ({ stage }) => stage);
  return {
    v: 1,
    complete: seen.complete,
    at: at.toISOString(),
    content: seen.content,
    totals: { essays: essays.length, words: sum("words"), minutes: sum("minutes"), links: sum("links") },
    byStage: Object.fromEntries([...stages].map(([stage, ofIt]) => [stage, ofIt.length])),
    essays,
    unreadable: seen.unreadable,
  };
}

const COLUMNS = [
  "file",
  "title",
  "stage",
  "editor",
  "words",
  "minutes",
  "links",
  "updated",
  "days",
] as const satisfies (keyof EssayFacts)[];

/** The report's files, by extension. */
export function renderReport(report: Report): Record<"csv" | "json", string> {
  return {
    csv: toCsv(
      COLUMNS,
      report.essays.map((essay) => COLUMNS.map((column) => essay[column])),
    ),
    json: `${JSON.stringify(report, null, 2)}\n`,
  };
}
