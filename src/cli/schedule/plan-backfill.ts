import { ErrandError } from "../../core/errors.ts";
import type { Schedule } from "../../core/schedule.ts";
import { timetableOf } from "../../scheduler/timetable/timetable.ts";
import type { Store } from "../../store/store.ts";

export interface BackfillPlan {
  /** Ticks to run, epoch ms, oldest first. */
  due: number[];
  /** How many of the others have a run that succeeded. */
  succeeded: number;
}

/** More at one go would be no repair, and a slip in a date costs an hour. */
const MOST_TICKS = 1_000;

/**
 * The ticks of a span, `from` included and `to` excluded, that have no run that succeeded.
 * @throws ErrandError usage when the span has more than a thousand ticks.
 */
export async function planBackfill(
  schedule: Schedule,
  span: { from: number; to: number },
  store: Pick<Store, "listRuns">,
): Promise<BackfillPlan> {
  const ticks = ticksIn(schedule, span);
  const due: number[] = [];
  for (const scheduledFor of ticks) {
    const filter = { scheduleId: schedule.id, scheduledFor, states: ["succeeded" as const] };
    const { runs } = await store.listRuns(filter, { limit: 1 });
    if (runs.length === 0) due.push(scheduledFor);
  }
  return { due, succeeded: ticks.length - due.length };
}

function ticksIn(schedule: Schedule, { from, to }: { from: number; to: number }): number[] {
  const timetable = timetableOf(schedule);
  const ticks: number[] = [];
  for (let at = timetable.next(from - 1); at !== null && at < to; at = timetable.next(at)) {
    if (ticks.length === MOST_TICKS) throw tooMany(schedule);
    ticks.push(at);
  }
  return ticks;
}

function tooMany({ id }: Schedule): ErrandError {
  const message = `${id} has more than ${MOST_TICKS} ticks in that time: give a shorter one`;
  return new ErrandError("usage", message, { next: "errand schedule backfill --help" });
}
