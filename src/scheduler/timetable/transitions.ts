import type { FoldPolicy, Timing } from "../../core/schedule.ts";
import { DAY_MS } from "./local-time.ts";
import { nextLocalOf, timetableOf, type Next } from "./timetable.ts";
import { makesUp } from "./wall-clock.ts";
import { zoneOf, type Transition } from "./zone.ts";

/** What a change of the clocks does to a timing. */
export interface TransitionEffect {
  transition: Transition;
  /**
   * none: no tick stands where the clocks jump. moved: the lost ones run at the end of the gap. lost: they don't run.
   * first, both, last: on which pass through the repeated hour its ticks run.
   */
  effect: "none" | "moved" | "lost" | FoldPolicy;
  /** The local times of the rule that do not exist or come twice; only the first few. */
  locals: number[];
}

/** The next changes of the zone's clocks after an instant, and what each does to the ticks. */
export function nextTransitions(
  timing: Timing,
  { after, count }: { after: number; count: number },
): TransitionEffect[] {
  return transitionsWithin(timing, { after, until: after + LOOK_AHEAD_MS, most: count });
}

/** A zone that changes its clocks at all does so within a year; some pause for a few. */
const LOOK_AHEAD_MS = 5 * 366 * DAY_MS;

/** Those later than `after` and not later than `until`. */
export function transitionsWithin(
  timing: Timing,
  { after, until, most = Infinity }: { after: number; until: number; most?: number },
): TransitionEffect[] {
  const zone = zoneOf(timing.timezone);
  const effects: TransitionEffect[] = [];
  let transition = zone.changeWithin(after, until);
  for (; transition && effects.length < most; transition = zone.changeWithin(transition.at, until)) {
    effects.push(effectOf(timing, transition));
  }
  return effects;
}

/** What one change of the clocks does to a timing. */
export function effectOf(timing: Timing, transition: Transition): TransitionEffect {
  const { at, before, after } = transition;
  const [from, to] = [Math.min(before, after), Math.max(before, after)];
  const nextLocal = nextLocalOf(timing.rule);
  const locals = nextLocal ? localsWithin(nextLocal, at + from, at + to) : [];
  if (!nextLocal || locals.length === 0) return { transition, effect: "none", locals: [] };
  const { next } = timetableOf(timing);
  if (after > before) {
    const wallClock = { ...timing, zone: zoneOf(timing.timezone), nextLocal };
    return {
      transition,
      effect: makesUp(wallClock, transition) && next(at - 1) === at ? "moved" : "lost",
      locals,
    };
  }
  const tick = next(at - (to - from) - 1);
  const none = tick === null || tick >= at + (to - from);
  return none ? { transition, effect: "none", locals: [] } : { transition, effect: timing.fold, locals };
}

/** As many as one reads at a glance. */
const FEW = 4;

function localsWithin(next: Next, from: number, to: number): number[] {
  const locals: number[] = [];
  for (let local = next(from - 1); local !== null && local < to && locals.length < FEW; local = next(local)) {
    locals.push(local);
  }
  return locals;
}
