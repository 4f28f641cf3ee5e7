import type { Run } from "../../core/run.ts";
import type { Tick, TickVerdict } from "../../core/schedule.ts";
import { wordFate, wordRun, type RunFacts } from "./word-run.ts";

/**
 * What became of an instant of a schedule: the verdict of its tick, or, where there is none,
 * pending   due, and not settled yet
 * not_due   no tick of this schedule
 * unknown   a tick that was settled and whose row is gone
 */
export type WhyVerdict = TickVerdict | "pending" | "not_due" | "unknown";

export interface Why {
  scheduleId: string;
  /** Epoch ms; with `through`, both included, the stretch of `count` ticks that shares the answer. */
  scheduledFor: number;
  through: number;
  count: number;
  verdict: WhyVerdict;
  /** What happened and why, to stand behind a colon. */
  reason: string;
  runId: string | null;
}

/** Why a settled tick ran or did not, and what became of its run. */
export function whySettled(tick: Tick, facts: RunFacts): Why {
  const { scheduleId, scheduledFor, through, count, verdict, runId } = tick;
  const reason = verdict === "run" ? wordRun(facts) : (tick.reason ?? "no reason recorded");
  return { scheduleId, scheduledFor, through, count, verdict, reason, runId };
}

/** The same answer, with what became of the run that a person had made for the instant later on. */
export function withRunSince(why: Why, run: Run | null): Why {
  if (!run) return why;
  const since = wordFate(run, { holder: null, silence: null });
  return { ...why, runId: run.id, reason: `${why.reason}; since then ${run.actor} ran it: ${since}` };
}

/** The same of a stretch, of whose ticks these are the newest runs, one each. */
export function withRunsSince(why: Why, runs: readonly Run[]): Why {
  if (runs.length === 0) return why;
  const succeeded = runs.filter(({ state }) => state === "succeeded").length;
  const ran = runs.length === why.count ? `all ${why.count} were run` : `${runs.length} of them were run`;
  return { ...why, reason: `${why.reason}; since then ${ran}: ${succeeded} succeeded` };
}
