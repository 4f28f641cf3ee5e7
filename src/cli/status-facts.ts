import { RUN_STATES, type Run, type RunState } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import type { Store, StoreFacts } from "../store/store.ts";

/** How things stand. */
export interface Status {
  /** Newest first, LIVE_LIMIT at most. */
  running: Run[];
  queued: Run[];
  /** Commands of which a failure is open in the inbox, and those that went wrong within a day; open ones first. */
  failures: Failure[];
  /** Runs asked for within a day, by state. */
  lastDay: Record<RunState, number>;
  ledger: Pick<StoreFacts, "location" | "bytes" | "runs">;
}

export interface Failure {
  command: string;
  /** In the inbox: nobody watched, and nothing and nobody has made it good. */
  open: boolean;
  /** How many runs went wrong within a day; MOST_COUNTED stands for that many or more. */
  lastDay: number;
  /** The last run that went wrong, of open ones if any is. */
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
  const inbox = await newestOpen(store);
  const failures: Failure[] = [];
  for (const { command } of await store.latestRuns()) {
    const failure = await readFailure(command, inbox.get(command), { store, since });
    if (failure) failures.push(failure);
  }
  return failures.toSorted((a, b) => Number(b.open) - Number(a.open));
}

/** The newest run of each command whose failure is open. */
async function newestOpen(store: Store): Promise<Map<string, Run>> {
  const newest = new Map<string, Run>();
  for (const { command, example } of await store.failureGroups({}))
    if (!newest.has(command)) newest.set(command, example);
  return newest;
}

async function readFailure(
  command: string,
  open: Run | undefined,
  { store, since }: { store: Store; since: number },
): Promise<Failure | undefined> {
  const last = await findLast(store, command);
  if (!last) return undefined;
  const lastDay = last.requestedAt < since ? 0 : await countSince(store, command, since);
  if (!open && lastDay === 0) return undefined;
  return { command, open: open !== undefined, lastDay, last: open ?? last };
}

/** Counting more would take longer than anybody wants to wait for a number that says "often". */
export const MOST_COUNTED = 100;

async function countSince(store: Store, command: string, since: number): Promise<number> {
  const { runs } = await store.listRuns({ command, states: FAILURES }, { limit: MOST_COUNTED });
  return runs.filter(({ requestedAt }) => requestedAt >= since).length;
}

async function findLast(store: Store, command: string): Promise<Run | undefined> {
  return (await store.listRuns({ command, states: FAILURES }, { limit: 1 })).runs[0];
}
