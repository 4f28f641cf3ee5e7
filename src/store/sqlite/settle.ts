import type { Tick } from "../../core/schedule.ts";
import { USUAL_WAITING } from "../queue-store.ts";
import type { PlannedTick, Settlement, Settler, SettleResult } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { insertRun } from "./insert-run.ts";
import { judgeTick } from "./judge-tick.ts";
import { number, numberOrNull, type Row } from "./row.ts";
import { writeTick } from "./ticks.ts";

/** Settles ticks of many schedules, in the caller's write transaction: each tick once, whoever else is at it. */
export function settle(connection: Connection, settlements: Settlement[], by: Settler): SettleResult[] {
  return settlements.map((settlement) => settleOne(connection, settlement, by));
}

function settleOne(connection: Connection, settlement: Settlement, by: Settler): SettleResult {
  const { scheduleId, from, to } = settlement;
  const moved = connection.run(MOVE, { scheduleId, from, to }) === 1 || movePaused(connection, settlement);
  if (!moved) return { scheduleId, raced: true, watermark: readWatermark(connection, settlement), ticks: [] };
  const ticks = settlement.ticks.map((planned) => decide(connection, { scheduleId, planned, by }));
  return { scheduleId, raced: false, watermark: to, ticks };
}

/** The guard: whoever settled, removed or paused since the settler looked came first. */
const MOVE = `update schedules set watermark = :to
  where id = :scheduleId and watermark = :from and watermark <= :to and removed_at is null and paused_at is null`;

/** A pause that stands there, over or not, lets every tick pass that it says nothing about. */
function movePaused(connection: Connection, { scheduleId, from, to, ticks }: Settlement): boolean {
  const pauses = connection.all(PAUSES, { scheduleId, from, to }).map(readSpan);
  if (pauses.length === 0) return false;
  const isPaused = (instant: number): boolean => pauses.some((pause) => isWithin(instant, pause));
  if (ticks.some((tick) => tick.verdict === "run" && isPaused(tick.scheduledFor))) return false;
  const isPast = pauses.every(({ until }) => until <= to);
  connection.run(isPast ? MOVE_PAST_PAUSES : MOVE_IN_PAUSE, { scheduleId, to });
  if (pauses.length > 1) connection.run(FORGET, { scheduleId, to });
  return true;
}

interface Span {
  at: number;
  until: number;
}

function readSpan(row: Row): Span {
  return { at: number(row, "paused_at"), until: numberOrNull(row, "paused_until") ?? Infinity };
}

/** Of a schedule that is to be moved: the pause that stands there, and those before it. */
const PAUSES = `with moved as (select * from schedules where id = :scheduleId and watermark = :from
    and watermark <= :to and removed_at is null and paused_at is not null)
  select paused_at, paused_until from moved
  union all select ended_pauses.paused_at, ended_pauses.paused_until from moved
    join ended_pauses on schedule_id = moved.id`;

function isWithin(instant: number, { at, until }: Span): boolean {
  return at <= instant && instant < until;
}

const MOVE_IN_PAUSE = "update schedules set watermark = :to where id = :scheduleId";

/** Every tick that fell into a pause is settled: they are forgotten. */
const MOVE_PAST_PAUSES = `update schedules set watermark = :to, paused_at = null, paused_by = null,
  pause_reason = null, paused_until = null where id = :scheduleId`;

const FORGET = "delete from ended_pauses where schedule_id = :scheduleId and paused_until <= :to";

function readWatermark(connection: Connection, { scheduleId, from }: Settlement): number {
  const row = connection.first("select watermark from schedules where id = :scheduleId", { scheduleId });
  return row ? number(row, "watermark") : from;
}

interface Question {
  scheduleId: string;
  planned: PlannedTick;
  by: Settler;
}

function decide(connection: Connection, { scheduleId, planned, by }: Question): Tick {
  const tick = { scheduleId, settledAt: by.now, ...verdictOf(connection, planned, by) };
  writeTick(connection, tick);
  return tick;
}

type Verdict = Omit<Tick, "scheduleId" | "settledAt">;

function verdictOf(connection: Connection, planned: PlannedTick, { host, now }: Settler): Verdict {
  if (planned.verdict !== "run") return { ...planned, runId: null };
  const { run, runAfter, scheduledFor, overlap } = planned;
  const one = { scheduledFor, through: scheduledFor, count: 1 };
  const reason = judgeTick(connection, planned, now);
  if (reason !== null) return { ...one, verdict: "skipped", reason, runId: null };
  const waiting = { ...USUAL_WAITING, ...planned.waiting, runAfter };
  insertRun(
    connection,
    { run, host, overlap, now },
    { state: "queued", dedupeKey: null, workflowId: null, ...waiting },
  );
  return { ...one, verdict: "run", reason: null, runId: run.id };
}
