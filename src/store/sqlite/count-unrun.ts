import type { Connection } from "./connection.ts";
import { number, text, type Row } from "./row.ts";

interface Span {
  since: number;
  until: number;
  command?: string;
}

/** How many scheduled times of a span were skipped or missed, and whose was the latest. */
export function countUnrun(
  connection: Connection,
  { since, until, command }: Span,
): { count: number; last: string | null } {
  const condition = command === undefined ? "" : OF_COMMAND;
  const params = { since, until, ...(command === undefined ? {} : { command }) };
  const last = connection.first(
    `select schedule_id ${UNRUN} ${condition} order by through desc limit 1`,
    params,
  );
  if (!last) return { count: 0, last: null };
  const whole = connection.first(`select coalesce(sum(count), 0) as count ${WITHIN} ${condition}`, params);
  const parts = connection.all(`select scheduled_for, through, count ${REACHING_OUT} ${condition}`, params);
  const shares = parts.map((row) => shareOf(row, { since, until }));
  return {
    count: shares.reduce((total, share) => total + share, number(whole ?? {}, "count")),
    last: text(last, "schedule_id"),
  };
}

const OF_COMMAND = "and schedule_id in (select id from schedules where command = :command)";

const UNRUN = `from ticks indexed by ticks_unrun
  where verdict <> 'run' and through >= :since and scheduled_for < :until`;
const WITHIN = `${UNRUN} and through < :until and scheduled_for >= :since`;
const REACHING_OUT = `${UNRUN} and (scheduled_for < :since or through >= :until)`;

/** Ticks lie about equally far apart; one at least was within the span, or the stretch would not be there. */
function shareOf(row: Row, { since, until }: Span): number {
  const [from, through, count] = [number(row, "scheduled_for"), number(row, "through"), number(row, "count")];
  const step = count === 1 ? 1 : (through - from) / (count - 1);
  const shared = Math.min(through + step, until) - Math.max(from, since);
  return Math.min(count, Math.max(1, Math.round(shared / step)));
}
