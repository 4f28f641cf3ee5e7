import type { Tick } from "../../core/schedule.ts";
import { liveness } from "../../runner/process-identity.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { isDue } from "../../scheduler/timetable/nearest-ticks.ts";
import { describeSilence, findTicking, SILENCE_LOOKED_AT_MS } from "../../scheduler/answers/ticking.ts";
import { delayOf, timetableOf } from "../../scheduler/timetable/timetable.ts";
import { whyUnsettled, type WhyFacts } from "../../scheduler/answers/why-unsettled.ts";
import { whySettled, type Why } from "../../scheduler/answers/why.ts";
import type { RunFacts } from "../../scheduler/answers/word-run.ts";
import type { Store } from "../../store/store.ts";
import { findHolder } from "../find-holder.ts";
import type { Shell } from "../shell.ts";
import { tellRunsSince } from "./runs-since.ts";

/** What became of one instant. */
export async function readWhyAt(listed: ListedSchedule, instant: number, shell: Shell): Promise<Why> {
  const { store } = await shell.app();
  const facts = await readFacts(listed, { instant, shell });
  const scheduleId = listed.schedule.id;
  const [tick] = await store.ticks({ scheduleId, since: instant, until: instant + 1, limit: 1 });
  const why =
    tick && isTickOf(tick, instant, facts)
      ? oneOf(whySettled(tick, await readRun(tick, store, facts)), instant)
      : whyUnsettled(instant, facts);
  return tellRunsSince(why, store);
}

/** The last ticks, newest first; before them the one that is due and was not settled, if there is one. */
export async function readWhyLast(listed: ListedSchedule, limit: number, shell: Shell): Promise<Why[]> {
  const { store } = await shell.app();
  const facts = await readFacts(listed, { instant: null, shell });
  const ticks = await store.ticks({ scheduleId: listed.schedule.id, limit });
  const settled = ticks.map(async (tick) => whySettled(tick, await readRun(tick, store, facts)));
  const whys = [...whyOverdue(facts), ...(await Promise.all(settled))].slice(0, limit);
  return Promise.all(whys.map((why) => tellRunsSince(why, store)));
}

async function readFacts(
  { schedule: written, state }: ListedSchedule,
  { instant, shell }: { instant: number | null; shell: Shell },
): Promise<WhyFacts> {
  const [{ store }, { environment }] = [await shell.app(), await shell.config()];
  const now = shell.host.clock.now();
  // What is written otherwise by now counts from its registration on: until then the past goes by what is registered.
  const schedule = state === null || (instant ?? now) > now ? written : state.schedule;
  const processes = await store.processes({ since: now - SILENCE_LOOKED_AT_MS });
  return {
    schedule,
    state,
    timetable: timetableOf(schedule),
    delayMs: delayOf(schedule),
    environment,
    ticking: findTicking(processes, { now, judge: liveness }),
    now,
  };
}

/** A stretch tells its ends alone; whether an instant between them is one of its ticks, the rule of then tells. */
function isTickOf({ scheduledFor, through }: Tick, instant: number, { state, timetable }: WhyFacts): boolean {
  if (instant === scheduledFor || instant === through) return true;
  const isOfNow = state !== null && through > state.registeredAt;
  return !isOfNow || isDue(timetable, instant);
}

function oneOf(why: Why, instant: number): Why {
  const one = { ...why, scheduledFor: instant, through: instant, count: 1 };
  if (why.count === 1) return one;
  const span = `${new Date(why.scheduledFor).toISOString()} to ${new Date(why.through).toISOString()}`;
  return { ...one, reason: `${why.reason} (one of ${why.count} such ticks from ${span})` };
}

async function readRun({ runId }: Tick, store: Store, { schedule, ticking }: WhyFacts): Promise<RunFacts> {
  const run = runId === null ? null : ((await store.findRun(runId)) ?? null);
  const mayWait = run?.state === "queued" && schedule.overlap !== "allow";
  const holder = mayWait ? ((await findHolder(run, store)) ?? null) : null;
  return { run, holder, silence: describeSilence(ticking) };
}

function whyOverdue(facts: WhyFacts): Why[] {
  const { state, timetable, delayMs, now } = facts;
  const first = state === null || state.removedAt !== null ? null : timetable.next(state.watermark);
  return first === null || first + delayMs > now ? [] : [whyUnsettled(first, facts)];
}
