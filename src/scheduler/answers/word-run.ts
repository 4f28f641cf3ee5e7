import { describeHolding } from "../../core/policy.ts";
import type { Run } from "../../core/run.ts";
import { whyEnded } from "../../core/why-ended.ts";

/** What the ledger knows of a tick's run now. */
export interface RunFacts {
  /** Null when it was pruned. */
  run: Run | null;
  /** Who holds the key that it waits for. */
  holder: Run | null;
  /** Why nothing can start it: nothing ticks. Null while something does. */
  silence: string | null;
}

/** What became of a tick's run: `succeeded`, `failed: no such table`, `queued: …`. */
export function wordRun({ run, ...others }: RunFacts): string {
  if (!run) return "it ran; its run was pruned";
  const caughtUp = run.trigger === "catch_up" ? "caught up on: " : "";
  return caughtUp + wordFate(run, others);
}

/** The same of a run that is there, whatever made it. */
export function wordFate(run: Run, others: Omit<RunFacts, "run">): string {
  return run.state === "queued" ? wordQueued(run, others) : wordState(run);
}

function wordQueued(run: Run, { holder, silence }: Omit<RunFacts, "run">): string {
  if (holder) return `queued: ${describeHolding(holder)}`;
  if (run.attempt > 0 && run.reason !== null) return `queued again: ${run.reason}`;
  return `queued: ${silence ?? "it waits for its turn"}`;
}

function wordState(run: Run): string {
  const { state, host } = run;
  if (state === "succeeded") return state;
  if (state === "running") return `running as pid ${run.pid ?? "unknown"} on ${host}${wordStart(run)}`;
  const word = state.replace("_", " ");
  const said = whyEnded(state, run) ?? "no reason recorded";
  return said.startsWith(`${word} `) || said.startsWith(`${word}:`) ? said : `${word}: ${said}`;
}

function wordStart({ startedAt }: Run): string {
  return startedAt === null ? "" : ` since ${new Date(startedAt).toISOString()}`;
}
