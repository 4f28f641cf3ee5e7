import { TICK_VERDICTS, type Tick, type TickVerdict } from "../../core/schedule.ts";
import type { TickFilter } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { number, text, textOrNull, word, type Row } from "./row.ts";

/** Settled ticks of a schedule, newest first. */
export function listTicks(connection: Connection, { verdicts, ...filter }: TickFilter): Tick[] {
  if (verdicts === undefined) return select(connection, filter, "ticks where true");
  const wanted = [...new Set(verdicts)].flatMap((verdict) => select(connection, filter, SOURCE[verdict]));
  return wanted.sort((a, b) => b.scheduledFor - a.scheduledFor).slice(0, filter.limit);
}

/** What did not run is rare among what did, and has an index of its own. */
const SOURCE: Record<TickVerdict, string> = {
  run: "ticks where verdict = 'run'",
  skipped: "ticks indexed by ticks_by_verdict where verdict = 'skipped' and verdict <> 'run'",
  missed: "ticks indexed by ticks_by_verdict where verdict = 'missed' and verdict <> 'run'",
};

function select(connection: Connection, filter: Omit<TickFilter, "verdicts">, source: string): Tick[] {
  const { scheduleId, since = -FOREVER, until = FOREVER, limit } = filter;
  return connection.all(inSpan(source), { scheduleId, since, until, limit }).map(mapTick);
}

const FOREVER = Number.MAX_SAFE_INTEGER;

/** Stretches do not overlap: the one that `since` may lie in is the last that begins before it. */
function inSpan(source: string): string {
  return `select * from ${source} and schedule_id = :scheduleId and scheduled_for < :until and through >= :since
    and scheduled_for >= coalesce(
      (select max(scheduled_for) from ticks where schedule_id = :scheduleId and scheduled_for <= :since), :since)
    order by scheduled_for desc limit :limit`;
}

/** The last tick of each schedule that has one: it leaps from schedule to schedule and never walks through their ticks. */
export function latestTicks(connection: Connection): Tick[] {
  return connection.all(LATEST).map(mapTick);
}

const LATEST = `with recursive ids (id) as (
    select min(schedule_id) from ticks
    union all
    select (select min(schedule_id) from ticks where schedule_id > id) from ids where id is not null
  )
  select ticks.* from ids cross join ticks on ticks.schedule_id = id
    and scheduled_for = (select max(scheduled_for) from ticks where schedule_id = id)`;

/** Writes a settled tick. One that ran stands alone; any other is folded into its neighbour when they are equal. */
export function writeTick(connection: Connection, tick: Tick): void {
  if (tick.verdict !== "run" && fold(connection, tick)) return;
  connection.insert("ticks", {
    schedule_id: tick.scheduleId,
    scheduled_for: tick.scheduledFor,
    through: tick.through,
    count: tick.count,
    verdict: tick.verdict,
    reason: tick.reason,
    run_id: tick.runId,
    settled_at: tick.settledAt,
  });
}

function fold(connection: Connection, tick: Tick): boolean {
  const { scheduleId, scheduledFor, through, count, verdict, reason, settledAt } = tick;
  const stretch = { scheduleId, scheduledFor, through, count, verdict, reason, settledAt };
  return connection.run(FOLD, stretch) === 1;
}

const FOLD = `update ticks set through = :through, count = count + :count, settled_at = :settledAt
  where schedule_id = :scheduleId
    and scheduled_for = (select max(scheduled_for) from ticks where schedule_id = :scheduleId)
    and verdict = :verdict and reason = :reason and through < :scheduledFor`;

function mapTick(row: Row): Tick {
  return {
    scheduleId: text(row, "schedule_id"),
    scheduledFor: number(row, "scheduled_for"),
    through: number(row, "through"),
    count: number(row, "count"),
    verdict: word(row, "verdict", TICK_VERDICTS),
    reason: textOrNull(row, "reason"),
    runId: textOrNull(row, "run_id"),
    settledAt: number(row, "settled_at"),
  };
}
