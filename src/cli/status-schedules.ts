import { ErrandError } from "../core/errors.ts";
import type { RegisteredSchedule } from "../core/schedule.ts";
import { liveness } from "../runner/process-identity.ts";
import { loadSchedules, type ListedSchedule } from "../scheduler/registry/load-schedules.ts";
import { activePause, isActiveIn, isAhead } from "../scheduler/answers/next-tick.ts";
import { findTicking, SILENCE_LOOKED_AT_MS, type Ticking } from "../scheduler/answers/ticking.ts";
import { nextTicks, type NextTick } from "../scheduler/answers/next-ticks.ts";
import type { Shell } from "./shell.ts";

/** How schedules stand. */
export interface ScheduleStatus {
  /** How many there are for this environment, paused ones too. */
  count: number;
  ticking: Ticking;
  /** The next five ticks of all schedules. */
  next: NextTick[];
  paused: ListedSchedule[];
  /** Those that rest until a clock that was ahead is caught up with. */
  ahead: ListedSchedule[];
  /** What keeps schedules from being known or registered, a line each. */
  broken: string[];
}

const NEXT_SHOWN = 5;

export async function readScheduleStatus(shell: Shell): Promise<ScheduleStatus> {
  const [{ store }, { environment }] = [await shell.app(), await shell.config()];
  const now = shell.host.clock.now();
  const { schedules, broken } = await load(shell);
  const here = schedules.filter(({ schedule }) => isActiveIn(schedule, environment));
  const processes = await store.processes({ since: now - SILENCE_LOOKED_AT_MS });
  return {
    count: here.length,
    ticking: findTicking(processes, { now, judge: liveness }),
    next: nextTicks(here, { now, environment, count: NEXT_SHOWN }),
    paused: here.filter(({ state }) => activePause(state, now) !== null),
    ahead: here.filter(({ state }) => isAhead(state, now)),
    broken,
  };
}

/** Schedules exist, and nothing ticks. */
export function isSilent({ count, ticking }: ScheduleStatus): boolean {
  return count > 0 && ticking.alive.length === 0;
}

/** Files that cannot be read at all leave what is registered, which goes on. */
async function load(shell: Shell): Promise<{ schedules: ListedSchedule[]; broken: string[] }> {
  const [{ store }, config] = [await shell.app(), await shell.config()];
  try {
    const { schedules, faults, broken } = await loadSchedules({ config, store, now: shell.host.clock.now() });
    return {
      schedules: schedules.filter(({ standing }) => standing !== "removed"),
      broken: [...faults.map(({ message }) => message), ...broken.map(({ error }) => error)],
    };
  } catch (error) {
    if (!(error instanceof ErrandError)) throw error;
    return { schedules: (await store.schedules()).map(asKept), broken: [error.message] };
  }
}

function asKept(state: RegisteredSchedule): ListedSchedule {
  return { schedule: state.schedule, state, standing: "kept" };
}
