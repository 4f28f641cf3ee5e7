import type { Timing } from "../../core/schedule.ts";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import { MINUTE_MS } from "../../scheduler/timetable/local-time.ts";
import type { TransitionEffect } from "../../scheduler/timetable/transitions.ts";
import { iso } from "../../core/run-json.ts";
import { tickLines } from "./tick-lines.ts";
import { transitionLine } from "./transition-lines.ts";

/** What comes of a timing. */
export interface Explanation {
  ticks: number[];
  transitions: TransitionEffect[];
}

/** A timing for people: its words, its normal form, what comes next, and what the clocks' changes do to it. */
export function explainLines(timing: Timing, { ticks, transitions }: Explanation, now: number): string[] {
  const { rule, timezone } = timing;
  const changes = transitions.map((transition) => transitionLine(transition, rule));
  return [
    `${describeRule(timing)} (${timezone})`,
    ...(rule.kind === "cron" ? labelled("normal form", [rule.expression]) : []),
    ...labelled("next", ticks.length === 0 ? ["never again"] : tickLines(ticks, timing, now)),
    ...labelled("clocks", changes.length === 0 ? ["do not change"] : changes),
  ];
}

const LABEL_WIDTH = 13;

function labelled(label: string, lines: string[]): string[] {
  return lines.map((line, index) => (index === 0 ? label : "").padEnd(LABEL_WIDTH) + line);
}

/** The same as plain data; `locals` are local times, without an offset. */
export function explainJson(timing: Timing, { ticks, transitions }: Explanation) {
  const { rule, timezone, gap, fold } = timing;
  return {
    words: describeRule(timing),
    rule,
    timezone,
    gap,
    fold,
    ticks: ticks.map((tick) => iso(tick)),
    transitions: transitions.map(transitionJson),
  };
}

function transitionJson({ transition: { at, before, after }, effect, locals }: TransitionEffect) {
  return {
    at: iso(at),
    offsetBeforeMinutes: before / MINUTE_MS,
    offsetAfterMinutes: after / MINUTE_MS,
    effect,
    locals: locals.map((local) => new Date(local).toISOString().slice(0, "2026-11-23T08:00:00".length)),
  };
}
