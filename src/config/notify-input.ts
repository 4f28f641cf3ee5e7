import type { NoticeEvent } from "../core/notice.ts";

/** Text, or the variable of the environment that holds it: read after the config's `envFile`. */
export type Value = string | { env: string };

/** What is told of which commands to whom. */
export interface NotifyInput {
  /** Default: failure, recovered and overdue. A ping has none: it goes out at each start, success and failure. */
  on?: NoticeEvent[];
  /** A command's name, or a pattern such as "nightly-*". Default: all. */
  commands?: string;
  /** Told when it happened so often in a row. Default 1. */
  after?: number;
  /** How late a start must be to be told of. Default "1m". */
  lateBy?: string;
  to: NotifyTarget;
}

/** Exactly one of them. */
export interface NotifyTarget {
  /** JSON by POST, signed by HMAC-SHA256 with the secret: at least 16 characters. */
  webhook?: { url: Value; secret: Value };
  /** Slack's incoming webhook, or anything that takes `{ "text": … }`. */
  slack?: { url: Value };
  /** `smtp`: "smtp://user:password@host:587" or "smtps://…". Default: the variable SMTP_URL. */
  email?: { to: string | string[]; from: string; smtp?: Value };
  /** In the way of Healthchecks: `/start`, the URL itself, `/fail`, each with `?rid=` and the run's id. */
  ping?: Value;
}

/** A command that should succeed at least once in any such span; it is told as `overdue` when it has not. */
export interface ExpectInput {
  command: string;
  /** "26h" */
  within: string;
}
