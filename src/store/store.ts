import type { JsonObject, JsonValue } from "../core/json.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { Pause, RegisteredSchedule, Schedule, Tick, TickVerdict } from "../core/schedule.ts";
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

  /**
   * Makes the schedules of code and config what is given, in one go. A new one's watermark is `now`: its past is never
   * due. One that is gone is marked removed, unless its command is among `unread`, whose module could not be asked.
   * One that is back, or whose rule or zone changed, starts at `now` again, or at its watermark if that is later.
   * Dynamic ones are left alone. @throws ErrandError invalid_schedule when a dynamic one has the id.
   */
  registerSchedules(registration: Registration): Promise<RegistrationResult>;

  /** Adds a dynamic schedule; false when a live one has the id. A removed one of the id comes back with its history. */
  addSchedule(schedule: Schedule, now: number): Promise<boolean>;

  /** Removes a dynamic schedule; its ticks stay. False when there is no such live one. */
  removeSchedule(id: string, now: number): Promise<boolean>;

  /** Those that are not removed, by id; with `changedSince`, those whose registration moved after it, removed ones too. */
  schedules(filter?: { changedSince?: number }): Promise<RegisteredSchedule[]>;

  /** Grows with every registration, removal, pause and resume, and with nothing else. */
  scheduleRevision(): Promise<number>;

  /** The schedule, removed or not, or undefined. */
  findSchedule(id: string): Promise<RegisteredSchedule | undefined>;

  /** False when it is not there or removed. Pausing a paused one renews who, why and until when. */
  pauseSchedule(id: string, pause: Pause): Promise<boolean>;

  /** False when it was not paused. Ticks that fell into the pause are settled as skipped by the next tick, never run. */
  resumeSchedule(id: string, now: number): Promise<boolean>;

  /**
   * Settles ticks of many schedules in one transaction. For each: only if the watermark is still `from` (somebody
   * else settled otherwise: `raced`), its ticks are written, runs are created as queued or, where the overlap policy
   * says so, the tick becomes skipped and names the holder, and the watermark moves to `to`.
   */
  settle(settlements: Settlement[], by: Settler): Promise<SettleResult[]>;

  /** Settled ticks of a schedule, newest first. A folded stretch counts as one, and is in when any part of it is. */
  ticks(filter: TickFilter): Promise<Tick[]>;

  /** The last settled tick of each schedule that has one. */
  latestTicks(): Promise<Tick[]>;

  /**
   * How many scheduled times did not run from `since` on, before `until`: skipped or missed, of all schedules or of
   * those of one command. A stretch that reaches beyond counts with its share. `last` is the id of the schedule whose
   * was the latest of them.
   */
  countUnrun(span: {
    since: number;
    until: number;
    command?: string;
  }): Promise<{ count: number; last: string | null }>;

  /**
   * Opens the next attempt of the oldest queued run of a worker's that may start at `now`, as waiting, for `owner`.
   * One whose policy is skip and whose key is held becomes skipped; one that waits for a held key is passed over; one
   * that replaces is handed out. Undefined when there is none.
   */
  claim(claim: { owner: Owner; leaseUntil: number; now: number }): Promise<Claimed | undefined>;

  /** Gives a claimed run back that did not start: its attempt ends as `outcome`, the run stays queued. */
  release(release: Release): Promise<boolean>;

  /** Closes a running attempt like `finish`, but puts its run back in the queue, not before `runAfter`. */
  requeue(closing: Closing, runAfter: number): Promise<boolean>;

  /** Puts off queued runs nobody claimed: when the next of them may start; null when there is none later than `now`. */
  nextRunAfter(now: number): Promise<number | null>;

  /** Differs from the last answer when another process wrote to the ledger since. Costs microseconds. */
  version(): number;

  /** Says that a long-lived process of errand's is alive, first time and every time. */
  beat(process: ErrandProcess): Promise<void>;

  /** Processes that said so, newest first; those that stopped too. */
  processes(filter: { since: number }): Promise<ErrandProcess[]>;

  /** Who did what to the ledger by hand. */
  recordAudit(entry: AuditEntry): Promise<void>;

  /** Facts for `doctor`; reads the whole file when `deep`. */
  inspect(deep: boolean): Promise<StoreFacts>;

  /** Copies the whole ledger, consistent at one moment, to `file`, which must not exist. */
  backup(file: string): Promise<void>;

  close(): void;
}

export interface Registration {
  schedules: Schedule[];
  /** Commands whose modules did not load: their schedules stay as they were. */
  unread: string[];
  now: number;
}

/** Ids. */
export interface RegistrationResult {
  added: string[];
  changed: string[];
  removed: string[];
}

/** What happened to one schedule between two watermarks, both epoch ms, `from` excluded, `to` included. */
export interface Settlement {
  scheduleId: string;
  from: number;
  to: number;
  ticks: PlannedTick[];
}

/**
 * A tick, or a stretch of equal ones, decided. `reason` must not hold what differs between neighbours: a stretch that
 * follows one of the same verdict and reason is folded into it.
 */
export type PlannedTick =
  | {
      verdict: "run";
      scheduledFor: number;
      run: NewRun;
      runAfter: number;
      overlap: { key: string; policy: OverlapPolicy };
    }
  | {
      verdict: Exclude<TickVerdict, "run">;
      scheduledFor: number;
      through: number;
      count: number;
      reason: string;
    };

export interface Settler {
  host: string;
  now: number;
}

export interface SettleResult {
  scheduleId: string;
  /**
   * Nothing was written: somebody else had settled, or the schedule was removed or paused over one of its runs since
   * the settler looked. `watermark` is where it stands.
   */
  raced: boolean;
  watermark: number;
  ticks: Tick[];
}

/** Times are epoch ms over `scheduledFor`, `since` included, `until` excluded. */
export interface TickFilter {
  scheduleId: string;
  since?: number;
  until?: number;
  verdicts?: TickVerdict[];
  limit: number;
}

/** A queued run in a worker's hands: its attempt is open and waits to start. */
export interface Claimed {
  run: Run;
  overlap: { key: string; policy: OverlapPolicy };
}

export interface Release {
  ref: AttemptRef;
  outcome: "lost" | "interrupted";
  reason: string;
  now: number;
}

export const PROCESS_KINDS = ["scheduler", "tick"] as const;

/** A process that ticks: `errand start`, or the `errand tick` of a crontab line, which has one row for each host. */
export interface ErrandProcess {
  id: string;
  kind: (typeof PROCESS_KINDS)[number];
  owner: Owner;
  startedAt: number;
  heartbeatAt: number;
  /** When it left in order. */
  stoppedAt: number | null;
}

/** A run about to be. `id` is the caller's (`newId`), so that asking twice is asking once. */
export interface NewRun {
  id: string;
  command: string;
  args: JsonObject;
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
  scheduleId?: string;
  scheduledFor?: number;
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
