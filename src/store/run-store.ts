import type { JsonObject, JsonValue } from "../core/json.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type {
  Attempt,
  AttemptRef,
  FinalOutcome,
  Outcome,
  OutputChunk,
  Owner,
  Progress,
  RecordedError,
  Run,
  Trigger,
} from "../core/run.ts";

/** Verbs that live a run. */
export interface RunStore {
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

  /** Every attempt that is open: its run is running, or queued by a process that waits for a lock, or claimed by a worker. */
  openAttempts(): Promise<Attempt[]>;
}

/** A run about to be. `id` is the caller's (`newId`), so that asking twice is asking once. */
export interface NewRun {
  id: string;
  command: string;
  args: JsonObject;
  /** By which a retry is compared with the run that it repeats, whose environment may have been another. Default: `args`. */
  asked?: JsonObject;
  trigger: Trigger;
  scheduledFor: number | null;
  scheduleId?: string | null;
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
  /** A claimed run does not begin out of a queue that was paused meanwhile. Default: it does. */
  heedsPause?: boolean;
  /** Read when the ledger is this start's alone, for which it may have waited. Default: `now`. */
  readNow?: () => number;
}

export type BeginResult =
  | { kind: "started"; run: Run }
  | { kind: "skipped"; run: Run; holder: Run }
  | { kind: "held"; run: Run; holder: Run }
  /** It is not to be started: somebody ended it while it waited, as its `state` says, or its queue is paused. */
  | { kind: "cancelled"; run: Run };

export interface Withdrawal {
  runId: string;
  /** Only while it waits in this attempt: who withdraws for another must not meet what came after. Default: in any. */
  attempt?: number;
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
export interface Closing<Ended extends Outcome = FinalOutcome> {
  ref: AttemptRef;
  outcome: Ended;
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
