import type { OverlapPolicy } from "../core/policy.ts";
import type { Limit, WorkRules } from "../core/queue.ts";
import type { AttemptRef, Outcome, Owner, Run } from "../core/run.ts";
import type { Closing } from "./run-store.ts";

/** Verbs of those who work: who take queued runs, and who say that they are alive. */
export interface WorkStore {
  /**
   * Opens the next attempt of queued runs that may start at `now`, as waiting, for `owner`: `limit` of them at most, by
   * the weights of their queues, then by priority, then the one that was due first. Nothing is handed out of a paused
   * queue, nor beyond a limit of the rules; who is held back by a key is parked until it is free.
   * One that expired becomes skipped, or what its last attempt was if that went wrong, with a failure in the inbox. One
   * whose policy is skip and whose key is held becomes skipped; one that waits for a held key is
   * parked; one that replaces is handed out. Under skip and wait, one stands behind an older one of its key that is in
   * somebody's hands.
   */
  claim(claim: Claim): Promise<Claimed[]>;

  /**
   * The code of a run that has begun began at `at`, which is later than its row says: a rate counts its start from
   * there, so that no more than it allows begin in any such span by the clock of the code itself.
   */
  countStart(ref: AttemptRef, at: number): Promise<void>;

  /** Gives a claimed run back that did not start: its attempt ends as `outcome`, the run stays queued. */
  release(release: Release): Promise<boolean>;

  /**
   * Closes a running attempt like `finish`, but puts its run back in the queue, as `turn` says. A failed or timed out
   * attempt counts as one of the run's failures, a lost one as one of its losses.
   */
  requeue(closing: Closing<Outcome>, turn: NextTurn): Promise<boolean>;

  /**
   * When a run that nobody claimed may start that may not at `now`: its time comes, a rate allows it, a pause ends.
   * Null when nothing of that is ahead.
   */
  nextRunAfter(now: number): Promise<number | null>;

  /** Differs from the last answer when another process wrote to the ledger since. Costs microseconds. */
  version(): number;

  /** Says that a long-lived process of errand's is alive, first time and every time. */
  beat(process: ErrandProcess): Promise<void>;

  /** Processes that said so, newest first; those that stopped too. */
  processes(filter: { since: number }): Promise<ErrandProcess[]>;
}

export interface Claim {
  owner: Owner;
  leaseUntil: number;
  now: number;
  /** Read when the ledger is this claim's alone, for which it may have waited; what it starts starts then. Default: `now`. */
  readNow?: () => number;
  /** Default: 1. */
  limit?: number;
  /** Queues it serves, and their weights; null: all, each with its weight in `rules`. Default: null. */
  queues?: Readonly<Record<string, number>> | null;
  /** Commands whose runs are left to another claim. Default: none. */
  except?: readonly string[];
  /** Default: no limits. */
  rules?: ClaimRules;
  /** Asked of a command that the rules do not know: whether runs of it may be handed out. Default: they may. */
  letsIn?: (command: string) => boolean;
  /** One of [0, 1) for each run: what the weights of queues are drawn by. Default: all 0. */
  draws?: readonly number[];
  /** Told of each run that the claim itself ended, as it stands then, when that is written. Default: nobody is told. */
  onEnded?: (run: Run) => void;
}

/** What workers keep to. A command or queue that is not there has no limits; a limit key then takes one at a time. */
export interface ClaimRules {
  commands: Readonly<Record<string, Pick<WorkRules, "limit" | "keyLimit">>>;
  queues: Readonly<Record<string, { weight: number; limit: Limit }>>;
}

/** A queued run in a worker's hands: its attempt is open and waits to start. */
export interface Claimed {
  run: Run;
  overlap: { key: string; policy: OverlapPolicy };
}

/** When a run may be claimed again, epoch ms, and why it waits: what its reason says while it is queued. */
export interface NextTurn {
  runAfter: number;
  reason: string | null;
}

export interface Release {
  ref: AttemptRef;
  outcome: "lost" | "interrupted";
  reason: string;
  now: number;
}

export const PROCESS_KINDS = ["scheduler", "tick", "worker"] as const;

/**
 * A process that ticks: `errand start`, or the `errand tick` of a crontab line, which has one row for each host; or one
 * that only works: `errand work`.
 */
export interface ErrandProcess {
  id: string;
  kind: (typeof PROCESS_KINDS)[number];
  /** The queues it serves, as `high=4,default=2`; null: all. */
  queues: string | null;
  owner: Owner;
  startedAt: number;
  heartbeatAt: number;
  /** When it left in order. */
  stoppedAt: number | null;
}
