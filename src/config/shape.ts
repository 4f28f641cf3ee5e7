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
}
