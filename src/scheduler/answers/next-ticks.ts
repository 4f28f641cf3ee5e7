import type { ListedSchedule } from "../registry/load-schedules.ts";
import { nextTick } from "./next-tick.ts";

export interface NextTick {
  scheduleId: string;
  /** Epoch ms. */
  scheduledFor: number;
}

interface Question {
  now: number;
  environment: string;
  count: number;
}

/** The next ticks of all schedules together, in their order: one that is due often has several. */
export function nextTicks(schedules: readonly ListedSchedule[], question: Question): NextTick[] {
  const firsts = schedules.flatMap((listed) => {
    const at = nextTick(listed, question);
    return at === null ? [] : [{ listed, at }];
  });
  // Whoever's first tick is not among the first so many has none among them.
  const nearest = firsts.sort((a, b) => a.at - b.at).slice(0, question.count);
  const ticks = nearest.flatMap(({ listed }) => ticksOf(listed, question));
  return ticks.sort((a, b) => a.scheduledFor - b.scheduledFor).slice(0, question.count);
}

function ticksOf(listed: ListedSchedule, { now, environment, count }: Question): NextTick[] {
  const ticks: NextTick[] = [];
  let at = nextTick(listed, { now, environment });
  for (; at !== null && ticks.length < count; at = nextTick(listed, { now: at, environment }))
    ticks.push({ scheduleId: listed.schedule.id, scheduledFor: at });
  return ticks;
}
