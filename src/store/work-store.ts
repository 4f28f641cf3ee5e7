import type { OverlapPolicy } from "../core/policy.ts";
import type { AttemptRef, Owner, Run } from "../core/run.ts";
import type { Closing } from "./run-store.ts";

/** Verbs of those who work: who take queued runs, and who say that they are alive. */
export interface WorkStore {
  /**
   * Opens the next attempt of the oldest queued run of a worker's that may start at `now`, as waiting, for `owner`.
   * One whose policy is skip and whose key is held becomes skipped; one that waits for a held key is passed over; one
   * that replaces is handed out. Under skip and wait, one stands behind an older one of its key that is in somebody's
   * hands. Undefined when there is none.
   */
  claim(claim: { owner: Owner; leaseUntil: number; now: number }): Promise<Claimed | undefined>;

  /** Gives a claimed run back that did not start: its attempt ends as `outcome`, the run stays queued. */
  release(release: Release): Promise<boolean>;

  /** Closes a running attempt like `finish`, but puts its run back in the queue, not before `runAfter`. */
  requeue(closing: Closing, runAfter: number): Promise<boolean>;

  /** When the next of the queued runs that nobody claimed may start; null when none is put off beyond `now`. */
  nextRunAfter(now: number): Promise<number | null>;

  /** Differs from the last answer when another process wrote to the ledger since. Costs microseconds. */
  version(): number;

  /** Says that a long-lived process of errand's is alive, first time and every time. */
  beat(process: ErrandProcess): Promise<void>;

  /** Processes that said so, newest first; those that stopped too. */
  processes(filter: { since: number }): Promise<ErrandProcess[]>;
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
