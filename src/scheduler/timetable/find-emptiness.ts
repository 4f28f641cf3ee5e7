import { quote } from "../../core/quote.ts";
import type { Rule, Timing } from "../../core/schedule.ts";
import { timetableOf } from "./timetable.ts";
import type { TimingProblem, WrittenTiming } from "./written-timing.ts";

/** What it is that leaves a timing without any tick, from the first days of 1970 on; undefined when it has one. */
export function findEmptiness(timing: Timing, written: WrittenTiming): TimingProblem | undefined {
  if (isEver(timing)) return undefined;
  const { rule, from, until, between, unless } = timing;
  const bare: Timing = { ...timing, from: null, until: null, between: [], unless: [], exclude: [] };
  if (!isEver(bare)) return problem(rule.kind, written, `is never due: ${NEVER[rule.kind]}`);
  const leaves = `leaves no tick of ${rule.kind} ${quote(written[rule.kind])}`;
  if (!isEver({ ...bare, from, until })) {
    return problem(until === null ? "from" : "until", written, leaves);
  }
  if (!isEver({ ...bare, from, until, between, unless })) {
    return problem(between.length > 0 ? "between" : "unless", written, leaves);
  }
  return problem("exclude", written, leaves);
}

const NEVER: Record<Rule["kind"], string> = {
  cron: "no month of any year has such a day",
  every: "it is longer than time",
  at: "the clocks of its zone skip it",
};

/** The epoch itself is a tick of many a rule. */
const BEFORE_ALL = -1;

function isEver(timing: Timing): boolean {
  return timetableOf(timing).next(BEFORE_ALL) !== null;
}

function problem(field: keyof WrittenTiming, written: WrittenTiming, what: string): TimingProblem {
  const said = written[field];
  const value = Array.isArray(said) && said.length === 1 ? said[0] : said;
  return { field, value, message: what };
}
