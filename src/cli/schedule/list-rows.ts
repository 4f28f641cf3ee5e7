import type { Run } from "../../core/run.ts";
import type { Tick } from "../../core/schedule.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { nextTick } from "../../scheduler/answers/next-tick.ts";
import type { Shell } from "../shell.ts";

/** A schedule with what comes next of it and what came last. */
export interface ScheduleRow {
  listed: ListedSchedule;
  /** Epoch ms; null when nothing comes. */
  next: number | null;
  last: LastTick | null;
}

export interface LastTick {
  tick: Tick;
  /** Null for a tick that did not run, and for a run that was pruned. */
  run: Run | null;
}

/** In the order in which they come, `limit` at most (all, unless told); what never comes stands last. */
export async function readRows(
  schedules: readonly ListedSchedule[],
  shell: Shell,
  { limit = Infinity }: { limit?: number } = {},
): Promise<ScheduleRow[]> {
  const { store } = await shell.app();
  const { environment } = await shell.config();
  const now = shell.host.clock.now();
  const coming = schedules
    .map((listed) => ({
      listed,
      next: listed.standing === "removed" ? null : nextTick(listed, { now, environment }),
    }))
    .sort((a, b) => order(a) - order(b))
    .slice(0, limit);
  const ticks = new Map((await store.latestTicks()).map((tick) => [tick.scheduleId, tick]));
  return Promise.all(
    coming.map(async (row) => ({ ...row, last: await readLast(ticks.get(row.listed.schedule.id), shell) })),
  );
}

function order({ next }: Pick<ScheduleRow, "next">): number {
  return next ?? Number.MAX_SAFE_INTEGER;
}

async function readLast(tick: Tick | undefined, shell: Shell): Promise<LastTick | null> {
  if (!tick) return null;
  const { store } = await shell.app();
  const run = tick.runId === null ? undefined : await store.findRun(tick.runId);
  return { tick, run: run ?? null };
}
