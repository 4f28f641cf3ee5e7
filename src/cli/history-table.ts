import { shortId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import type { Shell } from "./shell.ts";
import { formatTable, type Cell, type Column } from "./table.ts";
import { tableWidth } from "./table-width.ts";
import { agoWord, clockWord, progressWord, standingWord, tookWord, whyWord } from "./words.ts";

const COLUMNS: Column[] = [
  { head: "WHEN", align: "right", spare: 6 },
  { head: "", spare: 2 },
  { head: "RUN" },
  { head: "COMMAND", least: 12 },
  { head: "STATE" },
  { head: "TOOK", align: "right", spare: 3 },
  { head: "EXIT", align: "right", spare: 4 },
  { head: "BY", least: 8, spare: 1 },
  { head: "WHY", least: 20, spare: 5 },
];

/** Runs for people, as wide as their terminal. */
export function historyTable(runs: Run[], { host }: Shell): string {
  const now = host.clock.now();
  const length = telling(runs.map(({ id }) => id));
  const rows = runs.map((run) => rowOf(run, length, now));
  return formatTable(COLUMNS, rows, tableWidth(host));
}

/** How much of the ids it takes to tell them apart: runs that a script starts may share their millisecond. */
function telling(ids: string[]): number {
  const lengths = [shortId(ids[0] ?? "").length, 18, 23];
  return lengths.find((length) => new Set(ids.map((id) => id.slice(0, length))).size === ids.length) ?? 36;
}

function rowOf(run: Run, length: number, now: number): Cell[] {
  return [
    agoWord(run.requestedAt, now),
    clockWord(run.requestedAt, now),
    run.id.slice(0, length),
    run.command,
    { styled: standingWord(run) },
    tookWord(run, now),
    String(run.exitCode ?? "-"),
    byWord(run),
    noteWord(run),
  ];
}

/** A person, or what stood in for one. */
function byWord({ trigger, actor, command, scheduleId }: Run): string {
  if (trigger === "manual") return actor;
  const schedule = scheduleId === null || scheduleId === command ? "" : ` ${scheduleId}`;
  return `${actor} (${trigger.replace("_", " ")}${schedule})`;
}

/** What a live run says of itself, or why a finished one ended as it did. */
function noteWord(run: Run): string {
  const live = run.state === "running" && run.progress ? progressWord(run.progress) : whyWord(run);
  return [run.dryRun ? "dry run" : "", live].filter((words) => words !== "").join(": ");
}
