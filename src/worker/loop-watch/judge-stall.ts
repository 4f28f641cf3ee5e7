import type { Run } from "../../core/run.ts";
import type { Limits } from "../../runner/ending.ts";
import type { Holder } from "./loop-watch.ts";

/** A main thread that can still act acts first, in ms. */
const SLACK_MS = 500;
/** A loop that stands for so long over nobody knows what: longer than a write may wait for the ledger, in ms. */
const NAMELESS_MS = 60_000;

/** A run that lives in the worker itself, as far as anybody knows. */
export interface InlineLife {
  run: Run;
  /** When this attempt of it began, epoch ms. */
  since: number;
  limits: Limits;
}

export interface Stall {
  now: number;
  /** For how long the loop had no turn, in ms. */
  standsMs: number;
  /** Null: it does not say. */
  holder: Holder | null;
  /** Those whose rows are open. */
  lives: readonly InlineLife[];
}

/** Who is ended, and how. `isKnown`: it is certain that its code holds the loop. */
export interface Stuck {
  run: Run;
  outcome: "timed_out" | "cancelled";
  isKnown: boolean;
}

/** Whose end is the worker's end; undefined: nobody's yet. Empty: what holds the loop has no open row any more. */
export function judgeStall({ now, standsMs, holder, lives }: Stall): Stuck[] | undefined {
  if (holder) return judgeHolder(holder, { now, standsMs, lives });
  if (standsMs < NAMELESS_MS) return undefined;
  const stuck = lives.filter(({ since, limits }) => isOver(now - since, limits));
  return stuck.length === 0
    ? undefined
    : stuck.map(({ run }) => ({ run, outcome: "timed_out", isKnown: false }));
}

function judgeHolder(
  { runId, ranMs, limits }: Holder,
  { now, standsMs, lives }: Omit<Stall, "holder">,
): Stuck[] | undefined {
  const run = lives.find((life) => life.run.id === runId)?.run;
  // Its row was closed when its limit was over, and its code went on.
  if (!run) return isOver(ranMs, limits) && standsMs >= limits.killAfterMs ? [] : undefined;
  if (isOver(ranMs, limits)) return [{ run, outcome: "timed_out", isKnown: true }];
  const { cancelRequestedAt } = run;
  return cancelRequestedAt !== null && now - cancelRequestedAt >= limits.killAfterMs
    ? [{ run, outcome: "cancelled", isKnown: true }]
    : undefined;
}

function isOver(ranMs: number, { softMs, killAfterMs }: Limits): boolean {
  return softMs !== null && ranMs >= softMs + killAfterMs + SLACK_MS;
}
