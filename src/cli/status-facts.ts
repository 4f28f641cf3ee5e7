import { RUN_STATES, type Run, type RunState } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import type { Store, StoreFacts } from "../store/store.ts";

/** How things stand. */
export interface Status {
  /** Newest first, LIVE_LIMIT at most. */
  running: Run[];
  queued: Run[];
  /** Commands that went wrong within a day, or earlier and have not succeeded since; open ones first. */
  failures: Failure[];
  /** Runs asked for within a day, by state. */
  lastDay: Record<RunState, number>;
  ledger: Pick<StoreFacts, "location" | "bytes" | "runs">;
}

export interface Failure {
  command: string;
  /** No success followed. */
  open: boolean;
  /** How many runs went wrong within a day; MOST_COUNTED stands for that many or more. */
  lastDay: number;
  /** The last run that went wrong. */
  last: Run;
}

/** More live runs than this and somebody should look at `history`. */
export const LIVE_LIMIT = 1_000;

const DAY_MS = 86_400_000;
const FAILURES = RUN_STATES.filter(isFailure);

export async function readStatus(store: Store, now: number): Promise<Status> {
  const live = async (state: RunState): Promise<Run[]> =>
    (await store.listRuns({ states: [state] }, { limit: LIVE_LIMIT })).runs;
  const { location, bytes, runs } = await store.inspect(false);
  return {
    running: await live("running"),
    queued: await live("queued"),
    failures: await readFailures(store, now - DAY_MS),
    lastDay: await store.countRuns({ since: now - DAY_MS }),
    ledger: { location, bytes, runs },
  };
}

async function readFailures(store: Store, since: number): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const { command } of await store.latestRuns()) {
    const failure = await readFailure(command, { store, since });
    if (failure) failures.push(failure);
  }
  return failures.toSorted((a, b) => Number(b.open) - Number(a.open));
}

async function readFailure(
  command: string,
  { store, since }: { store: Store; since: number },
): Promise<Failure | undefined> {
  const last = await findLast(store, command, FAILURES);
  if (!last) return undefined;
  const verdict = await findVerdict(store, command);
  const open = verdict !== undefined && isFailure(verdict.state);
  const lastDay = last.requestedAt < since ? 0 : await countSince(store, command, since);
  return open || lastDay > 0 ? { command, open, lastDay, last } : undefined;
}

/** Counting more would take longer than anybody wants to wait for a number that says "often". */
export const MOST_COUNTED = 100;

async function countSince(store: Store, command: string, since: number): Promise<number> {
  const { runs } = await store.listRuns({ command, states: FAILURES }, { limit: MOST_COUNTED });
  return runs.filter(({ requestedAt }) => requestedAt >= since).length;
}

async function findLast(store: Store, command: string, states: RunState[]): Promise<Run | undefined> {
  return (await store.listRuns({ command, states }, { limit: 1 })).runs[0];
}

/** Dry runs in a row that are looked behind. */
const DRY_RUNS = 50;

/**
 * The newest run that says how its command stands: one that was skipped or cancelled, or still runs, says nothing,
 * and a dry run does not repair what failed.
 */
async function findVerdict(store: Store, command: string): Promise<Run | undefined> {
  const states: RunState[] = [...FAILURES, "succeeded"];
  const newest = await findLast(store, command, states);
  if (newest?.dryRun !== true) return newest;
  const { runs } = await store.listRuns({ command, states }, { limit: DRY_RUNS });
  return runs.find(({ dryRun }) => !dryRun);
}
