import type {
  Expected,
  Happening,
  NewNotice,
  Notice,
  NoticeKind,
  Silence,
  Snooze,
  Streak,
  StreakKind,
  ToldSilence,
} from "../core/notice.ts";

/** Verbs of those who tell: what happened, what is to be said of it, and what was said. */
export interface NoticeStore {
  /**
   * From now on what happens to runs and ticks is kept, in the same transaction as itself, whoever writes it; `starts`
   * too. Until it is asked for it costs the ledger nothing.
   */
  watchRuns(what: Watch): Promise<void>;

  /**
   * Asked by who wants to be told of nothing: what is kept is left to others, who judge it. Where one happening waits for
   * that since before `since`, or more than `most` do, there are no others: all is forgotten, and nothing kept any more.
   */
  forgetUntold(bound: { since: number; most: number }): Promise<void>;

  /** A run began so late; kept like what the ledger sees itself. */
  noteLate(late: { runId: string; lateMs: number; now: number }): Promise<void>;

  /** The oldest happenings, `limit` at most, with what is known of their commands at the same moment. */
  happenings(limit: number, now: number): Promise<Happenings>;

  /**
   * Takes happenings away and writes, in the same transaction, what follows from them. False, and nothing done, when one
   * of them is not there any more: somebody else has told of it.
   */
  tell(telling: Telling): Promise<boolean>;

  /** Channels for which a notice is due. */
  dueChannels(now: number): Promise<string[]>;

  /** A channel's notices that are due, oldest first, for the caller alone until `leaseUntil`: nobody else sends them meanwhile. */
  claimNotices(claim: NoticeClaim): Promise<Notice[]>;

  /** Gives claimed notices back that were not tried, if they are still the claimer's: due at `now`, with as many tries as before. */
  giveBackNotices(notices: readonly Pick<Notice, "id" | "tries">[], now: number): Promise<void>;

  /** Says how a claimed notice fared, if it is still the claimer's: `tries` is as it was claimed. */
  settleNotice(settlement: NoticeSettlement): Promise<boolean>;

  /** Newest first. */
  notices(filter: { limit: number; waiting?: boolean }): Promise<Notice[]>;

  /** Deletes notices that were sent or given up, and were written before. */
  pruneNotices(before: number): Promise<void>;

  /** Streaks that go on, by command. */
  streaks(): Promise<Streak[]>;

  /** Notices of commands that fit the pattern are not written until then. */
  snooze(pattern: string, snooze: { until: number; by: string }): Promise<void>;

  /** Ends a snooze now; false when none goes on. */
  wake(pattern: string, now: number): Promise<boolean>;

  /** Those that go on. */
  snoozes(now: number): Promise<Snooze[]>;

  /** Those that are over, and of which nobody has told yet what stands behind them. */
  endedSnoozes(now: number): Promise<Snooze[]>;

  /**
   * Forgets snoozes that are over, and writes what is to be said then, with the rules that say it on the streaks. False,
   * and nothing done, when one of them is gone or is another, or a streak is not as it was read.
   */
  endSnoozes(
    snoozes: readonly Pick<Snooze, "pattern" | "until">[],
    said: { streaks: Streak[]; notices: NewNotice[]; now: number },
  ): Promise<boolean>;

  /** Notes since when each command is expected to succeed: one that was not from `now` on. Others are forgotten. */
  registerExpectations(expected: Expected, now: number): Promise<void>;

  /** How long each expected command has not succeeded. One that nobody registered counts from `now`. */
  silences(expected: Expected, now: number): Promise<Silence[]>;

  /**
   * Notes that a silence was told of, with the notices that tell it: one to each channel that did not hear of it. False
   * when somebody else told all of that.
   */
  tellSilence(
    silence: Pick<Silence, "command" | "since">,
    notices: NewNotice[],
    now: number,
  ): Promise<boolean>;

  /** Whether the run's command failed, timed out or was lost after its last success before this run. */
  recovers(runId: string): Promise<boolean>;

  /** Adds lines to the output of an attempt that is over: what others than its own work have to say. False while it goes on. */
  addLog(log: { runId: string; attempt: number; at: number; text: string }): Promise<boolean>;
}

export type Watch = "ends" | "starts";

export interface Happenings {
  happenings: Happening[];
  streaks: Streak[];
  snoozes: Snooze[];
  /** Silences of these commands that were told of, whose end was not. */
  overdue: ToldSilence[];
}

export interface Telling {
  /** Of the happenings that were judged. */
  taken: number[];
  /** As they stand after it. */
  streaks: Streak[];
  ended: { command: string; kind: StreakKind }[];
  /** Commands that were told of as overdue, and have succeeded since. */
  inTime: string[];
  notices: NewNotice[];
  now: number;
}

export interface NoticeClaim {
  channel: string;
  now: number;
  leaseUntil: number;
  limit: number;
}

export interface NoticeSettlement {
  id: string;
  tries: number;
  sentAt: number | null;
  error: string | null;
  /** When it is tried again; null: never. */
  retryAt: number | null;
}

export const NOTICE_KINDS = [
  "failure",
  "dead",
  "recovered",
  "late",
  "overdue",
  "skip",
  "ping_start",
  "ping_success",
  "ping_fail",
  "test",
] as const satisfies readonly NoticeKind[];
