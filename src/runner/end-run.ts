import type { Clock } from "../core/clock.ts";
import { EXIT } from "../core/errors.ts";
import { describeCancel } from "../core/policy.ts";
import { isFinal } from "../core/transition.ts";
import type { Attempt, Owner, Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";

export interface EndHouse {
  store: Store;
  clock: Clock;
  /** Asks the owner to end its run, if it is on this host and still the same process; false when it could not. */
  askOwner: (owner: Owner) => boolean;
  /** Kills the owner, under the same conditions. */
  killOwner: (runId: string, owner: Owner) => boolean;
  /** The owner is on this host and still the same process. */
  isAlive: (owner: Owner) => boolean;
  /** Ends by force all that descends from a run; tells which processes that were. */
  endDescendants: (runId: string) => Promise<number[]>;
}

/** How long past the run's own grace its owner may take to answer before it is ended by force. */
const ANSWER_MS = 2_000;
const LOOK_EVERY_MS = 50;

/**
 * Ends a live run of any process: notes the wish on the row, signals the owner, waits for the row to close. An
 * owner on this host that does not answer within `graceMs` is killed and its row closed for it. A worker lives other
 * runs too: it is left to read the wish, and only what lives this run is ended by force. Returns the run as it stands
 * then; it may still be live when its owner is on another host and silent.
 */
export async function endRun(run: Run, by: string, graceMs: number, house: EndHouse): Promise<Run> {
  const { store, clock } = house;
  await store.requestCancel(run.id, by, clock.now());
  if (run.state === "queued" && (await withdraw(run, by, house))) return current(run, store);
  const attempt = (await store.attempts(run.id)).at(-1);
  if (attempt && !isWorkers(run)) house.askOwner(attempt.owner);
  const asked = await waitUntilFinal(run, by, graceMs + ANSWER_MS, house);
  if (isFinal(asked.state) || !attempt) return asked;
  return endByForce(asked, attempt, by, house);
}

/** What came from the queue is lived by a worker, anything else by a process that was started for it. */
function isWorkers({ queue }: Run): boolean {
  return queue !== null;
}

async function withdraw(run: Run, by: string, { store, clock }: EndHouse): Promise<boolean> {
  return store.withdraw({
    runId: run.id,
    state: "cancelled",
    reason: describeCancel(by, run.startedAt),
    exitCode: EXIT.terminated,
    now: clock.now(),
  });
}

async function endByForce(run: Run, attempt: Attempt, by: string, house: EndHouse): Promise<Run> {
  const { store, clock } = house;
  if (!(await endOwner(run, attempt.owner, by, house))) return current(run, store);
  await store.finish({
    ref: { runId: run.id, attempt: attempt.number },
    outcome: "cancelled",
    reason: `cancelled by ${by}; it did not stop and was ended by force`,
    exitCode: EXIT.killed,
    signal: "SIGKILL",
    error: null,
    result: null,
    progress: run.progress,
    finishedAt: clock.now(),
    cpuMs: null,
    peakRss: null,
    output: null,
  });
  return current(run, store);
}

/**
 * False when it is out of reach. A worker that still can closes the row itself when the work is gone; where no process
 * was found that lives the run, the worker may do so itself, and nobody can say that it is over.
 */
async function endOwner(run: Run, owner: Owner, by: string, house: EndHouse): Promise<boolean> {
  const isInReach = isWorkers(run) ? house.isAlive(owner) : house.killOwner(run.id, owner);
  if (!isInReach) return false;
  const ended = await house.endDescendants(run.id);
  if (!isWorkers(run)) return true;
  await waitUntilFinal(run, by, ANSWER_MS, house);
  return ended.length > 0;
}

async function waitUntilFinal(run: Run, by: string, ms: number, house: EndHouse): Promise<Run> {
  const { store, clock } = house;
  const deadline = clock.monotonic() + ms;
  for (;;) {
    const now = await current(run, store);
    if (isFinal(now.state) || clock.monotonic() >= deadline) return now;
    // It failed meanwhile, or was given back, and would wait for its next attempt.
    if (now.state === "queued" && (await withdraw(now, by, house))) return current(run, store);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

async function current(run: Run, store: Store): Promise<Run> {
  return (await store.findRun(run.id)) ?? run;
}
