import type { Connection } from "./connection.ts";
import { number, type Row } from "./row.ts";

interface Span {
  since: number;
  until: number;
  command?: string;
}

/** How many scheduled times of a span were skipped or missed. */
export function countUnrun(connection: Connection, { since, until, command }: Span): number {
  const condition = command === undefined ? "" : OF_COMMAND;
  const params = { since, until, ...(command === undefined ? {} : { command }) };
  const whole = connection.first(`select coalesce(sum(count), 0) as count ${IN_SPAN} ${condition}`, params);
  const parts = connection.all(`select scheduled_for, through, count ${REACHING_OUT} ${condition}`, params);
  return parts.reduce((total, row) => total + shareOf(row, { since, until }), number(whole ?? {}, "count"));
}

const OF_COMMAND = "and schedule_id in (select id from schedules where command = :command)";

const IN_SPAN = `from ticks indexed by ticks_unrun
  where verdict <> 'run' and through >= :since and through < :until and scheduled_for >= :since`;

const REACHING_OUT = `from ticks indexed by ticks_unrun
  where verdict <> 'run' and through >= :since and scheduled_for < :until
    and (scheduled_for < :since or through >= :until)`;

/** Ticks lie about equally far apart; one at least was within the span, or the stretch would not be there. */
function shareOf(row: Row, { since, until }: Span): number {
  const [from, through, count] = [number(row, "scheduled_for"), number(row, "through"), number(row, "count")];
  const step = count === 1 ? 1 : (through - from) / (count - 1);
  const shared = Math.min(through + step, until) - Math.max(from, since);
  return Math.min(count, Math.max(1, Math.round(shared / step)));
}
