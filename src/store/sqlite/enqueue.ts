import type { Enqueued, NewJob } from "../queue-store.ts";
import type { Connection } from "./connection.ts";
import { areAlike } from "./alike-jobs.ts";
import { insertAlike, insertRun, type Birth } from "./insert-run.ts";
import { repeat } from "./repeat.ts";
import { text } from "./row.ts";
import { stretchesOf } from "./stretches.ts";

interface Asker {
  host: string;
  now: number;
}

/** Writes runs down for workers, in the caller's write transaction. */
export function enqueue(connection: Connection, jobs: readonly NewJob[], by: Asker): Enqueued[] {
  return stretchesOf(jobs, areAlike).flatMap((stretch) => {
    const [first] = stretch;
    if (first && stretch.length > 1) return addAlike(connection, first, stretch, by);
    return stretch.map((job) => enqueueOne(connection, job, by));
  });
}

function enqueueOne(connection: Connection, job: NewJob, by: Asker): Enqueued {
  const repeated = findRepeated(connection, job, by);
  if (repeated) return repeated;
  const enqueued = findLive(connection, job) ?? add(connection, job, by);
  if (job.idempotency) remember(connection, job, { ...job.idempotency, ...enqueued, now: by.now });
  return enqueued;
}

function findRepeated(connection: Connection, job: NewJob, { now }: Asker): Enqueued | undefined {
  if (!job.idempotency) return undefined;
  const { command } = job.run;
  const row = connection.first(REPEATED, { command, key: job.idempotency.key, now });
  return row && { kind: "repeated", runId: text(row, "run_id") };
}

const REPEATED = `select run_id from idempotency_keys where command = :command and key = :key and expires_at > :now`;

function findLive(connection: Connection, { run, dedupeKey }: NewJob): Enqueued | undefined {
  if (dedupeKey === null) return undefined;
  const row = connection.first(LIVE, { command: run.command, dedupeKey });
  return row && { kind: "deduplicated", runId: text(row, "id") };
}

const LIVE =
  "select id from runs where command = :command and dedupe_key = :dedupeKey and finished_at is null";

function add(connection: Connection, job: NewJob, { host, now }: Asker): Enqueued {
  const { run } = job;
  insertRun(connection, { ...job, host, now }, birthOf(job));
  if (run.trigger === "retry") repeat(connection, run);
  return { kind: "queued", runId: run.id };
}

function birthOf({ waiting, dedupeKey, workflowId }: NewJob): Birth {
  return { state: "queued", dedupeKey, workflowId, ...waiting };
}

function addAlike(
  connection: Connection,
  first: NewJob,
  jobs: readonly NewJob[],
  { host, now }: Asker,
): Enqueued[] {
  const runs = jobs.map(({ run }) => run);
  insertAlike(connection, runs, { ...first, host, now }, birthOf(first));
  return runs.map(({ id }) => ({ kind: "queued", runId: id }));
}

/** Keys that count no more are cleared by those that come, a few each time. */
function remember(
  connection: Connection,
  { run: { command } }: NewJob,
  { key, until, runId, now }: { key: string; until: number; runId: string; now: number },
): void {
  connection.run(FORGET, { now });
  connection.run(REMEMBER, { command, key, runId, until });
}

const REMEMBER = `insert or replace into idempotency_keys (command, key, run_id, expires_at)
  values (:command, :key, :runId, :until)`;

const FORGET = `delete from idempotency_keys where (command, key) in
  (select command, key from idempotency_keys where expires_at <= :now order by expires_at limit 10)`;
