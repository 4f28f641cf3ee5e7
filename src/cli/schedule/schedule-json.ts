import type { ScheduledProgram } from "../../core/schedule.ts";
import { hideSecrets } from "../../runner/program-secrets.ts";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { activePause } from "../../scheduler/answers/next-tick.ts";
import { iso } from "../../core/run-json.ts";

/** A schedule as `--json` shows it: what it says, in words too, and how it stands. Durations in ms. */
export function scheduleJson({ schedule, state, standing }: ListedSchedule, now: number) {
  const pause = activePause(state, now);
  return {
    ...schedule,
    program: schedule.program && programJson(schedule.program),
    from: iso(schedule.from),
    until: iso(schedule.until),
    words: describeRule(schedule),
    standing,
    registeredAt: iso(state?.registeredAt ?? null),
    settledUntil: iso(state?.watermark ?? null),
    removedAt: iso(state?.removedAt ?? null),
    pause: pause && { ...pause, at: iso(pause.at), until: iso(pause.until) },
  };
}

/** Without its secrets: arguments as rows keep them, and of its variables the names alone. */
function programJson({ args, env, ...program }: ScheduledProgram) {
  const { recorded } = hideSecrets(args, { maskEnv: [], env: {} });
  return { ...program, args: recorded, env: Object.keys(env) };
}
