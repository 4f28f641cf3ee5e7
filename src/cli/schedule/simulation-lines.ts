import prettyMs from "pretty-ms";
import type { OverlapPolicy } from "../../core/policy.ts";
import type { Herd } from "../../scheduler/simulation/find-herds.ts";
import type { Firing } from "../../scheduler/simulation/firing.ts";
import type { PredictedOverlap } from "../../scheduler/simulation/predict-overlaps.ts";
import type { ClockHit, Simulation } from "../../scheduler/simulation/simulate.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { timeWord } from "../words.ts";
import { transitionLine } from "./transition-lines.ts";

/** What a simulation found, for people: how often each schedule runs, and what would get in its way. */
export function simulationLines(
  simulation: Simulation,
  { from, shell }: { from: number; shell: Shell },
): string[] {
  const { firings, clockHits, herds, overlaps, to } = simulation;
  const span = `from ${timeWord(from)} to ${timeWord(to)}`;
  if (firings.length === 0) return [`nothing runs ${span}`];
  return [
    ...firingTable(firings, shell),
    "",
    ...section("clocks", clockHits.map(hitLine)),
    ...section("herds", herds.map(herdLine)),
    ...section("overlaps", overlaps.map(overlapLine)),
    `${firings.length === 1 ? "1 run" : `${firings.length} runs`} ${span}`,
  ];
}

const COLUMNS: Column[] = [
  { head: "NAME", least: 12 },
  { head: "RUNS", align: "right" },
  { head: "FIRST", align: "right" },
  { head: "LAST", align: "right", spare: 1 },
];

function firingTable(firings: readonly Firing[], { host }: Shell): string[] {
  const groups = Map.groupBy(firings, ({ schedule }) => schedule.id);
  const rows = [...groups].map(([id, own]) => [
    id,
    String(own.length),
    timeWord(own[0]?.startsAt ?? 0),
    timeWord(own.at(-1)?.startsAt ?? 0),
  ]);
  return formatTable(COLUMNS, rows, tableWidth(host)).split("\n");
}

/** As many as one reads at a glance; `--json` has all of them. */
const SHOWN = 20;

function section(title: string, lines: string[]): string[] {
  const more = lines.length - SHOWN;
  const shown = [...lines.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more: --json has them`] : [])];
  return lines.length === 0 ? [] : [title, ...shown.map((line) => `  ${line}`), ""];
}

function hitLine(hit: ClockHit): string {
  return `${hit.schedule.id}: ${transitionLine(hit, hit.schedule.rule)}`;
}

const FEW = 5;

/** `14 at 00:00, 7 times from 2026-11-24 on: a, b, c and 11 more` */
function herdLine({ at, times, ids }: Herd): string {
  const [day, time] = timeWord(at).split(" ");
  const when = times === 1 ? `on ${day ?? ""}` : `${times} times from ${day ?? ""} on`;
  const more = ids.length - FEW;
  const names = ids.slice(0, FEW).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return `${ids.length} at ${(time ?? "").slice(0, 5)}, ${when}: ${names}`;
}

const ANSWERS: Record<OverlapPolicy, string> = {
  allow: "both run",
  skip: "it is skipped",
  wait: "it waits",
  replace: "it replaces that one",
};

function overlapLine({ scheduleId, holderId, policy, at, times, durationMs }: PredictedOverlap): string {
  const whose = holderId === scheduleId ? "its last run" : `a run of ${holderId}`;
  const often = times === 1 ? `at ${timeWord(at)}` : `${times} times from ${timeWord(at)} on`;
  return `${scheduleId} meets ${whose}, which takes ${prettyMs(durationMs)}, ${often}: ${ANSWERS[policy]}`;
}
