import { styleText } from "node:util";
import { timeWord, withTimes } from "../core/local-time-words.ts";
import type { ListedSchedule } from "../scheduler/registry/load-schedules.ts";
import { activePause } from "../scheduler/answers/next-tick.ts";
import type { NextTick } from "../scheduler/answers/next-ticks.ts";
import { describeSilence } from "../scheduler/answers/ticking.ts";
import type { ErrandProcess } from "../store/work-store.ts";
import { pauseWord } from "./schedule/pause-word.ts";
import type { ScheduleStatus } from "./status-schedules.ts";
import { typeAgain } from "./type-again.ts";
import { agoWord, clockWord, plainWord } from "./words.ts";

/** How schedules stand, for people: what is next, what rests, what is wrong. A section each, empty when there is none. */
export function scheduleSections({ next, paused, ahead, broken }: ScheduleStatus, now: number): string[][] {
  return [
    section(
      "next",
      next.map((tick) => nextLine(tick, now)),
    ),
    section(
      "paused",
      paused.map((listed) => pausedLine(listed, now)),
    ),
    section("resting, since the clock was ahead when they ticked", ahead.map(aheadLine(now))),
    section("not scheduled", broken),
  ];
}

/** Who ticks, since when, and how lately it was heard of; null where nothing is scheduled and nothing ever ticked. */
export function describeTicking({ ticking, count }: ScheduleStatus, now: number): string | null {
  if (ticking.alive.length > 0) return ticking.alive.map((process) => wordProcess(process, now)).join("; ");
  const silence = count === 0 ? null : describeSilence(ticking);
  return silence && withTimes(silence, timeWord);
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [styleText("dim", title), ...lines.map((line) => `  ${plainWord(line)}`)];
}

function nextLine({ scheduleId, scheduledFor }: NextTick, now: number): string {
  return `${clockWord(scheduledFor, now)}  ${scheduleId}`;
}

function pausedLine({ schedule, state }: ListedSchedule, now: number): string {
  const pause = activePause(state, now);
  return pause === null ? schedule.id : `${schedule.id} ${pauseWord(pause, now)}`;
}

function aheadLine(now: number): (listed: ListedSchedule) => string {
  return ({ schedule, state }) =>
    `${schedule.id} until ${clockWord(state?.watermark ?? now, now)}. Next: errand schedule rewind ${typeAgain([schedule.id])}`;
}

function wordProcess({ kind, owner, startedAt, heartbeatAt }: ErrandProcess, now: number): string {
  const heard = agoWord(heartbeatAt, now);
  if (kind === "tick") return `errand tick on ${owner.host}, ticked ${heard}`;
  return `pid ${owner.pid} on ${owner.host}, started ${agoWord(startedAt, now)}, heard of ${heard}`;
}
