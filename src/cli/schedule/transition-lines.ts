import { listed } from "../../scheduler/timetable/listed.ts";
import type { Rule } from "../../core/schedule.ts";
import { formatLocal, formatTime } from "../../scheduler/timetable/local-time.ts";
import type { TransitionEffect } from "../../scheduler/timetable/transitions.ts";

/** What a change of the clocks does: `2027-03-28 01:00 → 02:00: 01:30 is left out, and runs at 02:00`. */
export function transitionLine({ transition, effect, locals }: TransitionEffect, rule: Rule): string {
  const { at, before, after } = transition;
  const [from, to] = [formatLocal(at + before), sameDay(at + before, at + after)];
  const times = wordTimes(locals);
  const many = locals.length > 1;
  const happens: Record<TransitionEffect["effect"], string> = {
    none: rule.kind === "every" ? "real time goes on" : "no tick stands there",
    moved: `${times} ${many ? "are left out, and run once" : "is left out, and runs"} at ${formatTime(at + after)}`,
    lost: `${times} ${many ? "are left out, and do not run" : "is left out, and does not run"}`,
    first: `${times} ${many ? "come" : "comes"} twice, and ${many ? "run" : "runs"} the first time`,
    last: `${times} ${many ? "come" : "comes"} twice, and ${many ? "run" : "runs"} the second time`,
    both: `${times} ${many ? "come" : "comes"} twice, and ${many ? "run" : "runs"} both times`,
  };
  return `${from} → ${to}: ${happens[effect]}`;
}

/** As many times as one reads at a glance; a transition holds one more when there are more. */
const SHOWN = 3;

function wordTimes(locals: readonly number[]): string {
  const times = locals.map(formatTime);
  return times.length > SHOWN ? `${times.slice(0, SHOWN).join(", ")} and others` : listed(times);
}

/** The other end of a jump; with its day when that is another. */
function sameDay(from: number, to: number): string {
  const [day, other] = [formatLocal(from).slice(0, 10), formatLocal(to)];
  return other.startsWith(day) ? other.slice(11) : other;
}
