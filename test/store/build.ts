import { newId } from "../../src/core/ids.ts";
import type { OverlapPolicy } from "../../src/core/policy.ts";
import type { Outcome, Owner, Run } from "../../src/core/run.ts";
import type { Closing, NewRun, StartRequest, Store } from "../../src/store/store.ts";

/** The instant at which a test begins, unless it says otherwise. */
export const NOON = Date.parse("2026-03-01T12:00:00Z");
export const LEASE_MS = 30_000;

export function owner(pid: number): Owner {
  return { host: "web-1", bootId: "boot-1", pid, startedAt: `tick-${pid}` };
}

export type StartWish = Partial<NewRun> & {
  key?: string;
  policy?: OverlapPolicy;
  pid?: number;
  now?: number;
};

/** A request to start `essays:check` for its key, by process 100. */
export function startRequest({ key, policy, pid, now = NOON, ...run }: StartWish = {}): StartRequest {
  const request: NewRun = {
    id: newId(now),
    command: "essays:check",
    args: {},
    trigger: "manual",
    scheduledFor: null,
    requestedAt: now,
    parentId: null,
    actor: "ada",
    dryRun: false,
    tags: [],
    ...run,
  };
  const overlap = { key: key ?? request.command, policy: policy ?? "skip" };
  return { run: request, owner: owner(pid ?? 100), overlap, leaseUntil: now + LEASE_MS, now };
}

/** A closing of the run's present attempt, a second later: succeeded, unless told otherwise. */
export function closing(run: Pick<Run, "id" | "attempt">, wish: Partial<Closing> = {}): Closing {
  return {
    ref: { runId: run.id, attempt: run.attempt },
    outcome: "succeeded",
    reason: null,
    exitCode: 0,
    signal: null,
    error: null,
    result: null,
    progress: null,
    finishedAt: NOON + 1_000,
    cpuMs: null,
    peakRss: null,
    output: null,
    ...wish,
  };
}

/** Starts a run beside all others and returns it. */
export async function started(store: Store, wish: StartWish = {}): Promise<Run> {
  const begun = await store.begin(startRequest({ policy: "allow", ...wish }));
  return begun.run;
}

/** Starts a run and ends it, and returns it as it stands then. */
export async function finished(store: Store, wish: StartWish = {}, end: Partial<Closing> = {}): Promise<Run> {
  const run = await started(store, wish);
  await store.finish(closing(run, { finishedAt: (wish.now ?? NOON) + 1_000, ...end }));
  return reread(store, run);
}

/** A run that ended so. */
export function finishedAs(store: Store, outcome: Outcome, wish: StartWish = {}): Promise<Run> {
  return finished(store, wish, { outcome, exitCode: outcome === "succeeded" ? 0 : 1 });
}

export async function reread(store: Store, run: Pick<Run, "id">): Promise<Run> {
  const found = await store.findRun(run.id);
  if (!found) throw new Error(`run ${run.id} is not in the ledger`);
  return found;
}
