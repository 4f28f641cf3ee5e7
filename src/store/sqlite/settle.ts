import type { Tick } from "../../core/schedule.ts";
import type { PlannedTick, Settlement, Settler, SettleResult } from "../store.ts";
import type { Connection } from "./connection.ts";
import { insertRun } from "./insert-run.ts";
import { judgeTick } from "./judge-tick.ts";
import { number, numberOrNull } from "./row.ts";
import { writeTick } from "./ticks.ts";

/** Settles ticks of many schedules, in the caller's write transaction: each tick once, whoever else is at it. */
export function settle(connection: Connection, settlements: Settlement[], by: Settler): SettleResult[] {
  return settlements.map((settlement) => settleOne(connection, settlement, by));
}

function settleOne(connection: Connection, settlement: Settlement, by: Settler): SettleResult {
  const { scheduleId, from, to } = settlement;
  const standing = findStanding(connection, scheduleId);
  if (!standing || !mayMove(standing, settlement)) {
    return { scheduleId, raced: true, watermark: standing?.watermark ?? from, ticks: [] };
  }
  connection.run(standing.pause ? PASS_PAUSE : MOVE, { scheduleId, to });
  const ticks = settlement.ticks.map((planned) => decide(connection, { scheduleId, planned, by }));
  return { scheduleId, raced: false, watermark: to, ticks };
}

/** Where a schedule stands while the write lock is held. */
interface Standing {
  watermark: number;
  removed: boolean;
  pause: { at: number; until: number } | null;
}

function findStanding(connection: Connection, scheduleId: string): Standing | undefined {
  const row = connection.first(STANDING, { scheduleId });
  if (!row) return undefined;
  const at = numberOrNull(row, "paused_at");
  return {
    watermark: number(row, "watermark"),
    removed: numberOrNull(row, "removed_at") !== null,
    pause: at === null ? null : { at, until: numberOrNull(row, "paused_until") ?? Infinity },
  };
}

const STANDING =
  "select watermark, removed_at, paused_at, paused_until from schedules where id = :scheduleId";

/** The guard. Whoever settled, removed or paused since the settler looked came first. */
function mayMove({ watermark, removed, pause }: Standing, { from, to, ticks }: Settlement): boolean {
  if (removed || watermark !== from || to < from) return false;
  return !ticks.some((tick) => tick.verdict === "run" && isWithin(tick.scheduledFor, pause));
}

function isWithin(instant: number, pause: Standing["pause"]): boolean {
  return pause !== null && pause.at <= instant && instant < pause.until;
}

const MOVE = "update schedules set watermark = :to where id = :scheduleId";

/** A pause is forgotten once every tick that fell into it is settled. */
const PASS_PAUSE = `update schedules set watermark = :to,
    paused_at = iif(paused_until <= :to, null, paused_at), paused_by = iif(paused_until <= :to, null, paused_by),
    pause_reason = iif(paused_until <= :to, null, pause_reason),
    paused_until = iif(paused_until <= :to, null, paused_until)
  where id = :scheduleId`;

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
  insertRun(connection, { run, host, overlap, now }, { state: "queued", queue: WORKERS, runAfter });
  return { ...one, verdict: "run", reason: null, runId: run.id };
}

/** The queue of runs that a schedule asks for. */
const WORKERS = "default";
