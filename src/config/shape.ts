import type { ConfiguredSchedule } from "../core/schedule-input.ts";

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
  /** How many scheduled runs live at once. Default 8. */
  concurrency?: number;
  /** How long running work may go on when errand itself is told to stop. Default "30s". */
  grace?: string;
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
  readonly killAfterMs: number;
  readonly keep: { readonly runsMs: number; readonly failuresMs: number; readonly max: number };
  readonly output: { readonly cap: number };
  /** As written: judged where the commands are known. */
  readonly schedules: readonly ConfiguredSchedule[];
  /** Null: the host's. */
  readonly timezone: string | null;
  readonly environment: string;
  readonly concurrency: number;
  readonly graceMs: number;
}
