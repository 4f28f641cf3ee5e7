import { newId } from "../../src/core/ids.ts";
import type { OverlapPolicy } from "../../src/core/policy.ts";
import type { FinalOutcome, Owner, Run } from "../../src/core/run.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import type { Closing, NewRun, StartRequest } from "../../src/store/run-store.ts";
import type { PlannedTick, Settlement } from "../../src/store/schedule-store.ts";
import type { Enqueued, NewJob, Waiting } from "../../src/store/queue-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { Claim, Claimed } from "../../src/store/work-store.ts";

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
export function finishedAs(store: Store, outcome: FinalOutcome, wish: StartWish = {}): Promise<Run> {
  return finished(store, wish, { outcome, exitCode: outcome === "succeeded" ? 0 : 1 });
}

export async function reread(store: Store, run: Pick<Run, "id">): Promise<Run> {
  const found = await store.findRun(run.id);
  if (!found) throw new Error(`run ${run.id} is not in the ledger`);
  return found;
}

/** A schedule of `essays:check` at every minute, unless told otherwise. */
export function schedule(wish: Partial<Schedule> = {}): Schedule {
  return {
    id: "essays:check",
    command: "essays:check",
    program: null,
    args: {},
    rule: { kind: "every", ms: 60_000 },
    timezone: "UTC",
    gap: "next",
    fold: "first",
    between: [],
    unless: [],
    from: null,
    until: null,
    exclude: [],
    jitterMs: 0,
    environments: [],
    overlap: "skip",
    overlapKey: wish.command ?? "essays:check",
    catchUp: { policy: "latest", withinMs: 3_600_000, max: 100, spacingMs: 0 },
    conditional: false,
    source: "code",
    place: "commands/essays/check.ts",
    ...wish,
  };
}

/** Registers these, and no others, at `now`. */
export function register(store: Store, schedules: Schedule[], now = NOON) {
  return store.registerSchedules({ schedules, unread: [], now });
}

type RunTick = Extract<PlannedTick, { verdict: "run" }>;

/** A tick that shall run. */
export function due(
  scheduledFor: number,
  wish: Partial<NewRun> & Partial<RunTick["overlap"]> & { runAfter?: number; scheduleId?: string } = {},
): RunTick {
  const { key, policy, runAfter, scheduleId = "essays:check", ...run } = wish;
  const request = startRequest({ trigger: "schedule", scheduleId, scheduledFor, now: scheduledFor, ...run });
  const overlap = { key: key ?? request.run.command, policy: policy ?? "skip" };
  return { verdict: "run", scheduledFor, run: request.run, runAfter: runAfter ?? scheduledFor, overlap };
}

/** A tick, or a stretch of them, that was paused. */
export function notRun(scheduledFor: number, wish: Partial<Exclude<PlannedTick, RunTick>> = {}): PlannedTick {
  return {
    verdict: "skipped",
    scheduledFor,
    through: scheduledFor,
    count: 1,
    reason: "paused by ada",
    ...wish,
  };
}

/** Settles ticks of one schedule between two watermarks. */
export async function settle(
  store: Store,
  {
    scheduleId = "essays:check",
    now,
    ...settlement
  }: Partial<Settlement> & { now?: number } & Omit<Settlement, "scheduleId">,
) {
  const by = { host: "web-1", now: now ?? settlement.to };
  const [result] = await store.settle([{ scheduleId, ...settlement }], by);
  if (!result) throw new Error("a settlement was not answered");
  return result;
}

/** A scheduler on another machine that was heard of at `now`, so that nothing warns that nothing ticks. */
export function schedulerHeard(store: Store, now = NOON + 60_000): Promise<void> {
  const times = { startedAt: NOON, heartbeatAt: now, stoppedAt: null };
  return store.beat({ id: "scheduler-1", kind: "scheduler", queues: null, owner: owner(71), ...times });
}

export type JobWish = Partial<NewRun> &
  Partial<Waiting> &
  Partial<Pick<NewJob, "dedupeKey" | "idempotency" | "workflowId">> & {
    key?: string;
    policy?: OverlapPolicy;
    now?: number;
  };

/** A job of `essays:check` in the default queue, due at once and beside all others, unless told otherwise. */
export function job(wish: JobWish = {}): NewJob {
  const { key, policy = "allow", now = NOON, queue = "default", priority = 0, runAfter, ...rest } = wish;
  const { maxAttempts = 3, limitKey = null, expiresAt = null, ...more } = rest;
  const { dedupeKey = null, idempotency = null, workflowId = null, ...run } = more;
  const asked = startRequest({ trigger: "queue", now, ...run }).run;
  const waiting = { queue, priority, runAfter: runAfter ?? now, maxAttempts, limitKey, expiresAt };
  const overlap = { key: key ?? asked.command, policy };
  return { run: asked, overlap, waiting, dedupeKey, idempotency, workflowId };
}

/** Enqueues one job and returns what became of it. */
export async function enqueued(store: Store, wish: JobWish = {}): Promise<Enqueued> {
  const [answer] = await store.enqueue([job(wish)], { host: "web-1", now: wish.now ?? NOON });
  if (!answer) throw new Error("a job was not answered");
  return answer;
}

export type ClaimWish = Partial<Omit<Claim, "now" | "owner">> & { pid?: number };

/** Claims by process 200, ten runs at most, unless told otherwise. */
export function claims(
  store: Store,
  now: number,
  { pid = 200, ...wish }: ClaimWish = {},
): Promise<Claimed[]> {
  return store.claim({ owner: owner(pid), leaseUntil: now + LEASE_MS, now, limit: 10, ...wish });
}

/** Starts a run that was claimed. */
export function beginClaimed(
  store: Store,
  { run, overlap }: Pick<Claimed, "run" | "overlap">,
  now: number,
  pid = 200,
) {
  const request = startRequest({ ...overlap, id: run.id, command: run.command, pid, now });
  return store.begin(request);
}
