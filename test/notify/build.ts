import type { Channel, Notice, NoticeEvent, NoticeRule } from "../../src/core/notice.ts";
import type { Run } from "../../src/core/run.ts";
import { NOON } from "../store/build.ts";

export const SECRET = "a secret of 16 or more";

export function slack(url = "http://127.0.0.1:1/services/T0/B0/token"): Channel {
  return { kind: "slack", key: "slack-1", url };
}

export function webhook(url: string, key = "webhook-1"): Channel {
  return { kind: "webhook", key, url, secret: SECRET };
}

export function ping(url: string): Channel {
  return { kind: "ping", key: "ping-1", url };
}

/** A rule for failures of all commands, to Slack, unless told otherwise. */
export function rule(wish: Partial<NoticeRule> = {}): NoticeRule {
  return { on: ["failure"], commands: "*", after: 1, lateByMs: 60_000, channel: slack(), ...wish };
}

export function ruleFor(on: NoticeEvent[], wish: Partial<NoticeRule> = {}): NoticeRule {
  return rule({ on, ...wish });
}

export const PING_RULE: Partial<NoticeRule> = { on: [] };

/** A run of `backup` that failed at noon, unless told otherwise. */
export function aRun(wish: Partial<Run> = {}): Run {
  return {
    id: "0192f0c0-0000-7000-8000-000000000001",
    command: "backup",
    args: { password: "[secret]" },
    trigger: "schedule",
    state: "failed",
    reason: null,
    scheduleId: null,
    scheduledFor: null,
    requestedAt: NOON,
    startedAt: NOON,
    finishedAt: NOON + 1_000,
    exitCode: 1,
    attempt: 1,
    maxAttempts: 1,
    failures: 1,
    losses: 0,
    queue: null,
    priority: 0,
    runAfter: null,
    expiresAt: null,
    dedupeKey: null,
    concurrencyKey: "backup",
    limitKey: null,
    workflowId: null,
    parentId: null,
    error: { name: "Error", message: "disk full", stack: "Error: disk full\n    at x" },
    result: null,
    progress: null,
    dryRun: false,
    actor: "ada",
    host: "web-1",
    pid: 100,
    tags: [],
    cancelRequestedAt: null,
    cancelRequestedBy: null,
    ...wish,
  };
}

/** A notice that `backup` failed, unless told otherwise. */
export function aNotice(wish: Partial<Notice> = {}): Notice {
  return {
    id: "0192f0c0-0000-7000-8000-0000000000aa",
    kind: "failure",
    command: "backup",
    runId: aRun().id,
    channel: "slack-1",
    facts: {
      message: "backup failed: disk full",
      at: NOON,
      run: {
        ...aRun(),
        error: { name: "Error", message: "disk full" },
      },
      streak: { count: 1, since: NOON },
      next: "errand show 0192f0c0-0000",
    },
    createdAt: NOON,
    sendAfter: NOON,
    tries: 1,
    sentAt: null,
    error: null,
    ...wish,
  };
}
