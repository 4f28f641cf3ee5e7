import type { Run } from "./run.ts";

/*
 * The words of notices.
 *
 * happening   what the ledger keeps for the teller: a run started, ended or was late, or a tick did not run. It is written
 *             in the same transaction as what it tells of, and taken away in the same as what is to be said of it.
 * streak      a command's happenings of one kind in a row: failures until it succeeds, skips and late starts likewise.
 * rule        of the config: what of which commands is told to whom. One streak is told once by one rule.
 * notice      what is to be said to one channel. It stays until it was sent, or was tried too often.
 * channel     who hears it: a webhook, Slack, an e-mail address, or a ping URL in the way of Healthchecks.
 * ping        a sign of life: at each start, success and failure of a command, whatever the streak.
 * silence     the time in which a command that should succeed every so often has not.
 * snooze      a time in which a command's notices are not even written. Pings go on, and who heard of what ends hears
 *             of that. What still fails, or is still overdue, when it is over is told then.
 */

/**
 * failure     a run failed, timed out or was lost for good.
 * dead        the same, of a run from the queue or a schedule.
 * recovered   the first success after it, or after it was overdue.
 * late        a scheduled run began later than it should.
 * overdue     a command that is expected has not succeeded for too long.
 * skip        a run or a tick did not start, because of its overlap policy, its expiry, its `when` or a missed time.
 */
export const NOTICE_EVENTS = ["failure", "dead", "recovered", "late", "overdue", "skip"] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

export type Ping = "start" | "success" | "fail";

/** A test is sent by a person who wants to see that a channel works. */
export type NoticeKind = NoticeEvent | `ping_${Ping}` | "test";

/** Where notices go. `key` names it in rows and on the command line, and tells no secret: see channel-key.ts. */
export type Channel = { key: string } & (
  | { kind: "webhook"; url: string; secret: string }
  | { kind: "slack"; url: string }
  | { kind: "email"; to: readonly string[]; from: string; smtp: string }
  | { kind: "ping"; url: string }
);

/** A rule of the config. A ping's `on` is empty: it tells each start, success and failure. */
export interface NoticeRule {
  on: readonly NoticeEvent[];
  /** Pattern of command names. */
  commands: string;
  /** So many in a row, and not fewer. */
  after: number;
  /** A start is late from then on. */
  lateByMs: number;
  channel: Channel;
}

/** A command that should succeed at least once in any such span. */
export interface Expectation {
  command: string;
  withinMs: number;
}

/** What is expected by the config and by modules, as far as it can be known. */
export interface Expected {
  /** More than one of a command: the shortest span counts. */
  expectations: readonly Expectation[];
  /** Commands whose modules did not load: what was expected of them goes on. */
  unread: readonly string[];
}

export const STREAK_KINDS = ["failure", "skip", "late"] as const;
export type StreakKind = (typeof STREAK_KINDS)[number];

export interface Streak {
  command: string;
  kind: StreakKind;
  count: number;
  /** When its first happened, epoch ms. */
  beganAt: number;
  lastRunId: string | null;
  /** Rules that told of it. */
  told: string[];
}

/** A run's row is read with its happening, so it is as it stands now. Times in epoch ms. */
export type Happening = { seq: number; at: number } & (
  | { kind: "started" | "ended"; run: Run }
  | { kind: "late"; run: Run; lateMs: number }
  /** Its run was pruned before anybody looked. */
  | { kind: "gone" }
  | ({ kind: "not_run" } & UnrunTicks)
);

/** So many ticks of a schedule, one after the other, that did not run for one reason. `scheduledFor`: the last of them. */
export interface UnrunTicks {
  command: string;
  scheduleId: string;
  scheduledFor: number;
  count: number;
  reason: string;
}

/** What of a run leaves the house: no args and no result, which may hold what is nobody else's matter. */
export type RunFacts = Pick<
  Run,
  | "id"
  | "trigger"
  | "state"
  | "reason"
  | "exitCode"
  | "startedAt"
  | "finishedAt"
  | "scheduledFor"
  | "host"
  | "attempt"
  | "maxAttempts"
  | "queue"
> & { error: { name: string; message: string } | null };

/** A notice's content as plain data; each channel words it in its way. */
export interface NoticeFacts {
  /** One line for people. */
  message: string;
  at: number;
  run: RunFacts | null;
  /** The failures, skips or late starts in a row. */
  streak: { count: number; since: number } | null;
  /** What to type to see more. */
  next: string;
}

export interface NewNotice {
  id: string;
  kind: NoticeKind;
  command: string;
  runId: string | null;
  channel: string;
  facts: NoticeFacts;
}

export interface Notice extends NewNotice {
  createdAt: number;
  /** When it may be sent; null when it was sent or given up. */
  sendAfter: number | null;
  tries: number;
  sentAt: number | null;
  /** Why the last try failed. */
  error: string | null;
}

/** Nothing is told of commands that fit the pattern until then, epoch ms. */
export interface Snooze {
  pattern: string;
  until: number;
  by: string;
}

/** A command whose silence was told of: since when it was silent, epoch ms. */
export interface ToldSilence {
  command: string;
  since: number;
  /** Keys of the channels that were told. */
  told: string[];
}

/** How long an expected command has been silent. `since`: its last success, or when it was first expected. */
export interface Silence extends Expectation {
  since: number;
  /** Whether it ever succeeded, as far as the ledger goes. */
  succeeded: boolean;
  /** Keys of the channels that were told; null: nobody heard of it who wants to know of it or of its end. */
  told: string[] | null;
}
