import type { JsonObject, JsonValue } from "../core/json.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type {
  Attempt,
  AttemptRef,
  Outcome,
  OutputChunk,
  Owner,
  Progress,
  RecordedError,
  Run,
  RunState,
  Trigger,
} from "../core/run.ts";

/**
 * The ledger behind every room: verbs of the domain, plain data. Each method is one transaction. No method reads
 * a clock: callers pass epoch ms. Every engine passes `test/store/conformance.ts`.
 *
 * Errors: `store_unavailable`, `store_corrupt` and `store_newer` of the catalogue; nothing else is thrown for a
 * database that does not do as it is told.
 */
export interface Store {
  /**
   * Starts a run: judges overlap against live rows and writes, in the same transaction, the run and its first
   * attempt as running, or a skipped row that names the holder, or (wait, replace) a queued row with the owner
   * noted. Call it again with the same run to ask again; a queued row then moves on. Dead holders hold until
   * they are closed: rescue first. A `queued` row never holds a key.
   */
  begin(start: StartRequest): Promise<BeginResult>;

  /** Ends a queued run that will not start any more (skipped or cancelled). False when it was no longer queued. */
  withdraw(withdrawal: Withdrawal): Promise<boolean>;

  /** Keeps output; `cut` first drops the chunks whose offset lies in it, as the tail moves on. */
  appendOutput(ref: AttemptRef, output: OutputWrite): Promise<void>;

  /** Renews the lease and stores progress. Tells whether the attempt is still ours, and whether a cancel was asked for. */
  heartbeat(ref: AttemptRef, beat: Heartbeat): Promise<HeartbeatResult>;

  /**
   * Closes an attempt and its run, guarded: only if that attempt is still the running one. False when the guard
   * failed (lease lost, already closed); then nothing was touched.
   */
  finish(closing: Closing): Promise<boolean>;

  /** `finish`, done before it returns: the exit handler and the watchdog have no later. */
  finishAtExit(closing: Closing): boolean;

  /** Notes that somebody wants the run to end. The owner obeys; nothing is ended here. False when it is over already. */
  requestCancel(runId: string, actor: string, at: number): Promise<boolean>;

  /** Every attempt that is open: its run is running, or queued by a process that waits for a lock. */
  openAttempts(): Promise<Attempt[]>;

  /** The run, or undefined. */
  findRun(id: string): Promise<Run | undefined>;

  /** Up to `limit` runs whose id begins with `prefix`, newest first. Dashes do not count. */
  findRunsByPrefix(prefix: string, limit: number): Promise<Run[]>;

  /** The attempts of a run, first to last. */
  attempts(runId: string): Promise<Attempt[]>;

  /** A page of runs, newest first: in the order in which the ledger took them in. */
  listRuns(filter: RunFilter, page: Page): Promise<RunPage>;

  /** The chunks of an attempt whose offset is ≥ `from`, in order, about `maxBytes` of them at most (always one if there is one). */
  readOutput(ref: AttemptRef, from: number, maxBytes: number): Promise<OutputChunk[]>;

  /** The newest run of each command that has one. */
  latestRuns(): Promise<Run[]>;

  /** How many runs stand in each state. */
  countRuns(filter: Pick<RunFilter, "since" | "command">): Promise<Record<RunState, number>>;

  /** Deletes final runs with all that hangs on them, oldest first, `limit` at most; tells how many. Never a live one. */
  prune(rule: PruneRule, limit: number): Promise<number>;

  /** True for one caller per `everyMs`: the chore is due and the caller does it. */
  claimChore(name: string, now: number, everyMs: number): Promise<boolean>;

  /** Who did what to the ledger by hand. */
  recordAudit(entry: AuditEntry): Promise<void>;

  /** Facts for `doctor`; reads the whole file when `deep`. */
  inspect(deep: boolean): Promise<StoreFacts>;

  /** Copies the whole ledger, consistent at one moment, to `file`, which must not exist. */
  backup(file: string): Promise<void>;

  close(): void;
}

/** A run about to be. `id` is the caller's (`newId`), so that asking twice is asking once. */
export interface NewRun {
  id: string;
  command: string;
  args: JsonObject;
  trigger: Trigger;
  scheduledFor: number | null;
  requestedAt: number;
  parentId: string | null;
  actor: string;
  dryRun: boolean;
  tags: string[];
}

export interface StartRequest {
  run: NewRun;
  owner: Owner;
  overlap: { key: string; policy: OverlapPolicy };
  leaseUntil: number;
  now: number;
}

export type BeginResult =
  | { kind: "started"; run: Run }
  | { kind: "skipped"; run: Run; holder: Run }
  | { kind: "held"; run: Run; holder: Run }
  /** It is not there to be started any more: somebody ended it while it waited. Its `state` says how. */
  | { kind: "cancelled"; run: Run };

export interface Withdrawal {
  runId: string;
  state: "skipped" | "cancelled" | "lost";
  reason: string;
  exitCode: number | null;
  now: number;
}

export interface OutputWrite {
  chunks: OutputChunk[];
  /** Offsets [from, to) whose chunks are dropped first. */
  cut: { from: number; to: number } | null;
  /** Bytes written so far in all. */
  totalBytes: number;
}

export interface Heartbeat {
  leaseUntil: number;
  progress: Progress | null;
}

export interface HeartbeatResult {
  held: boolean;
  cancel: { at: number; by: string } | null;
}

/** Everything a closing row says. The run's state follows from the outcome (`stateAfter`). */
export interface Closing {
  ref: AttemptRef;
  outcome: Outcome;
  reason: string | null;
  exitCode: number | null;
  signal: string | null;
  error: RecordedError | null;
  result: JsonValue;
  progress: Progress | null;
  finishedAt: number;
  cpuMs: number | null;
  peakRss: number | null;
  output: OutputWrite | null;
}

/** All given conditions hold at once. Times are epoch ms, `since` included, `until` excluded, over `requestedAt`. */
export interface RunFilter {
  command?: string;
  states?: RunState[];
  trigger?: Trigger;
  since?: number;
  until?: number;
  /** A part of the command's name, args, error or result; case does not count. */
  search?: string;
  /** Args whose member (dotted path) has that value, compared as text. */
  args?: { path: string; value: string }[];
  parentId?: string;
}

/** Keyset pages: `after` is the `next` of the page before. */
export interface Page {
  limit: number;
  after?: string;
}

/**
 * A search that would have to look at too much hands over what it has: a page may be short, even empty, and still
 * have a `next`. Only null is the end.
 */
export interface RunPage {
  runs: Run[];
  next: string | null;
}

export interface PruneRule {
  /** Finished before this: deleted. Failures (failed, timed_out, lost) have a date of their own. */
  before: number;
  failuresBefore: number;
  /** Keep at most so many final runs, the newest. */
  keep: number;
  /** Only count, delete nothing. */
  dryRun: boolean;
}

export interface AuditEntry {
  at: number;
  actor: string;
  action: string;
  target: string;
  note: string | null;
}

export interface StoreFacts {
  engine: string;
  location: string;
  schemaVersion: number;
  bytes: number;
  runs: number;
  /** Empty when the check finds nothing wrong. */
  problems: string[];
}
