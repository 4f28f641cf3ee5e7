import type { Rewind, RewindRequest } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row.ts";
import { nextRevision } from "./schedules.ts";
import { withdraw } from "./withdraw.ts";

/** Takes back what was settled while the clock was ahead, in the caller's write transaction. */
export function rewindSchedule(
  connection: Connection,
  { id, now, reason }: RewindRequest,
): Rewind | undefined {
  const row = connection.first(AHEAD, { id, now });
  if (!row) return undefined;
  const span = { id, to: number(row, "instant") };
  const waiting = connection.all(WAITING, span).map((run) => text(run, "id"));
  for (const runId of waiting) withdraw(connection, { runId, state: "skipped", reason, exitCode: null, now });
  const forgotten = connection.all(FORGET, span);
  connection.run(UNPAUSE, { id, now });
  connection.run(MOVE_BACK, { ...span, now, revision: nextRevision(connection) });
  const ticks = forgotten.reduce((sum, tick) => sum + number(tick, "count"), 0);
  return { watermark: span.to, ticks, withdrawn: waiting.length };
}

/** A stretch has lost its single ticks: where `now` lies in one, all of it is settled anew. */
const AHEAD = `select coalesce(
    (select scheduled_for - 1 from ticks where schedule_id = :id and through > :now and scheduled_for =
      (select max(scheduled_for) from ticks where schedule_id = :id and scheduled_for <= :now)),
    :now) as instant
  from schedules where id = :id and watermark > :now and removed_at is null`;

const WAITING = `select runs.id from ticks join runs on runs.id = ticks.run_id
  where ticks.schedule_id = :id and ticks.scheduled_for > :to and runs.state = 'queued'`;

const FORGET = "delete from ticks where schedule_id = :id and scheduled_for > :to returning count";

/** One that began ahead of time, and was followed by another there, is none. */
const UNPAUSE = "delete from ended_pauses where schedule_id = :id and paused_at >= :now";

/** What was paused or registered while the clock was ahead is so from now on. */
const MOVE_BACK = `update schedules set watermark = :to, registered_at = min(registered_at, :now),
  paused_at = min(paused_at, :now), revision = :revision where id = :id`;
