import { EXIT } from "../../core/errors.ts";
import { adviseByPolicy, afterAttempt, type Advice } from "../../core/retry.ts";
import { readOwnUsage } from "../../runner/own-usage.ts";
import { writeStep } from "../../runner/take-step.ts";
import type { Verdict } from "../../runner/verdict.ts";
import type { Store } from "../../store/store.ts";
import { systemClock } from "../../system-clock.ts";
import type { Stuck } from "./judge-stall.ts";
import type { WatchedCommand } from "./loop-watch.ts";

/** Whoever surely holds one worker's loop would hold the next one's too. */
const ENOUGH: Advice = { kind: "never", note: "not tried again: it would keep the next worker too" };

/** Closes the row of a run whose code never yielded. One of which that is not certain is tried again, as after any timeout. */
export async function closeStuck(
  stuck: Stuck,
  command: WatchedCommand | undefined,
  store: Store,
): Promise<void> {
  const { run, outcome, isKnown } = stuck;
  const facts = { exitCode: EXIT.killed, names: ["TimeoutError"] };
  const chance = { failures: run.failures + 1, random: Math.random() };
  const advice = isKnown || !command ? ENOUGH : adviseByPolicy(command.retry, facts, chance);
  const verdict = verdictOf(stuck);
  const step = afterAttempt({ run, outcome, advice, interrupted: "requeue" });
  const ref = { runId: run.id, attempt: run.attempt };
  const finishedAt = systemClock.now();
  // CPU is the worker's, and nobody can tell whose of its runs used it.
  const known = { progress: run.progress, cpuMs: null, peakRss: readOwnUsage().peakRss, output: null };
  await writeStep(store, { ref, ...verdict, ...known, finishedAt }, { before: run, verdict, step });
}

function verdictOf({ run, outcome, isKnown }: Stuck): Verdict {
  const wish =
    outcome === "cancelled" ? `cancelled by ${run.cancelRequestedBy ?? "somebody"}` : "its limit ran out";
  const it = isKnown ? "it never yielded" : "its worker answered nothing any more";
  return {
    outcome,
    reason: `${wish}, and ${it}: ended by force, and its worker (pid ${process.pid}) with it`,
    exitCode: EXIT.killed,
    signal: "SIGKILL",
    error: null,
    result: null,
  };
}
