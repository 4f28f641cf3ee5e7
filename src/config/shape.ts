import type { Hooks } from "../core/hook.ts";
import type { Expectation, NoticeRule } from "../core/notice.ts";
import type { Limit } from "../core/queue.ts";
import type { ConfiguredSchedule } from "../core/schedule-input.ts";
import type { ExpectInput, NotifyInput } from "./notify-input.ts";

/** What `errand.config.ts` may say; every key may be left out. Durations are text such as "90d". */
export interface ConfigInput {
  /** Folder of the commands. Default "commands". */
  commands?: string;
  /** Ledger file. Default ".errand/errand.db". */
  database?: string;
  /** Modules to import before the first command, such as "tsx". Default none. */
  import?: string[];
  /** A file of environment variables to load, such as ".env". Default none. */
  envFile?: string | null;
  /** Soft limit of commands that set none. Default none. */
  timeout?: string | null;
  /** Soft limit of background runs whose command sets none; null: none. Default: `timeout`, else "1h". */
  workTimeout?: string | null;
  /** Children that live one run after another, for commands with `isolation: "pool"`. */
  pool?: {
    /** Most of them at once in one worker. Default: as many as the machine has processors. */
    size?: number;
    /** How many runs one lives before another takes its place, if it has not grown by 256 MB before. Default 100000. */
    maxRuns?: number;
  };
  /** How long after it was asked to stop a run is ended by force. Default "10s". */
  killAfter?: string;
  keep?: {
    /** How long finished runs are kept. Default "90d". */
    runs?: string;
    /** How long failed, timed out and lost ones are. Default "365d". */
    failures?: string;
    /** Most finished runs kept, whatever their age. Default 1,000,000. */
    max?: number;
  };
  output?: {
    /** Bytes of output kept for each attempt: its head and its tail. Default 1 MiB. */
    cap?: number;
  };
  /** Schedules of commands and programs, besides those that command modules hold. */
  schedules?: ConfiguredSchedule[];
  /** IANA zone of schedules that name none. Default: the host's. */
  timezone?: string;
  /** Where this is, for schedules that run only in some environments. Default: NODE_ENV, else "development". */
  environment?: string;
  /** How many background runs live at once in one process. Default 8. */
  concurrency?: number;
  /** How many attempts of an enqueued run may fail before it is given up. Default 3. */
  attempts?: number;
  /** Queues by name. One that is not here has weight 1 and no limits. */
  queues?: Record<string, QueueInput>;
  /** Queues of commands that name none, by pattern: `{ "reports:*": "low" }`. The first that fits. */
  routes?: Record<string, string>;
  /** How long running work may go on when errand itself is told to stop. Default "30s". */
  grace?: string;
  /** Who is told of what. */
  notify?: NotifyInput[];
  /** Commands that should succeed every so often, besides those whose modules say `expectEvery`. */
  expect?: ExpectInput[];
  /** Called for the runs of every command, before the command's own. */
  hooks?: Hooks;
}

export interface QueueInput {
  /** Its share of the workers' turns, from 1. Default 1. */
  weight?: number;
  /** Most of its runs in hands at once, over all workers. */
  concurrency?: number;
  /** Most starts in any such span, over all workers: "10/1m". */
  rate?: string;
}

/** A queue as the workers know it. */
export interface QueueRules {
  readonly weight: number;
  readonly limit: Limit;
}

/** Rules of `notify` whose values could not be read from the environment, and those that could. */
export interface Untold {
  readonly faults: readonly NotifyFault[];
  readonly readable: readonly NoticeRule[];
}

export interface NotifyFault {
  /** Of which it would tell: a name or a pattern. */
  readonly commands: string;
  /** What is wrong, in one line, and nothing secret. */
  readonly message: string;
}

/** How errand works here. Paths are absolute, times in ms, sizes in bytes. */
export interface Config {
  readonly root: string;
  /** The config file, or null when there is none. */
  readonly file: string | null;
  readonly commands: string;
  readonly database: string;
  readonly import: readonly string[];
  readonly envFile: string | null;
  readonly timeoutMs: number | null;
  readonly workTimeoutMs: number | null;
  readonly pool: { readonly size: number; readonly maxRuns: number };
  readonly killAfterMs: number;
  readonly keep: { readonly runsMs: number; readonly failuresMs: number; readonly max: number };
  readonly output: { readonly cap: number };
  /** As written: judged where the commands are known. */
  readonly schedules: readonly ConfiguredSchedule[];
  /** Null: the host's. */
  readonly timezone: string | null;
  readonly environment: string;
  readonly concurrency: number;
  readonly attempts: number;
  readonly queues: Readonly<Record<string, QueueRules>>;
  /** Patterns and their queues, in the order in which they are asked. */
  readonly routes: readonly (readonly [pattern: string, queue: string])[];
  readonly graceMs: number;
  /** By which this process tells. With its secrets: nothing of it may be shown. */
  readonly notify: readonly NoticeRule[];
  /** Why it tells nobody, though rules are written; null when nothing keeps it from telling. */
  readonly untold: Untold | null;
  readonly expect: readonly Expectation[];
  readonly hooks: Hooks;
}
