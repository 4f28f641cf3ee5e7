import type { OverlapPolicy } from "./policy.ts";
import type { CatchUpPolicy, FoldPolicy, GapPolicy } from "./schedule.ts";

/** When: one of a cron expression, an interval ("15m"), or one local time ("2026-12-01T09:00"). */
export type ScheduleTime =
  | { cron: string; every?: never; at?: never }
  | { every: string; cron?: never; at?: never }
  | { at: string; cron?: never; every?: never };

/** What else a schedule may say; every key may be left out. Durations are text such as "15m". */
export interface ScheduleOptions<Args = Record<string, unknown>> {
  /** Unlike every other's. Default: the command's name; of several schedules each needs its own. */
  id?: string;
  /** IANA zone of the rule. Default: that of the config, else the host's. */
  timezone?: string;
  /**
   * What a tick in a spring gap does: run at the first instant after it, or not at all. Default: next for a fixed time
   * of day. A rule with a star in minute or hour follows real time: skip, and both passes of an autumn hour.
   */
  gap?: GapPolicy;
  /** On which pass of an autumn hour a tick falls. Default: first, see `gap`. */
  fold?: FoldPolicy;
  /** Args of its runs, checked when it is registered. Secrets come from the environment, not from here. */
  args?: Args;
  /** Spreads starts: each is late by a fixed share of this. */
  jitter?: string;
  /** Only in these spans of local time: "09:00-17:30". */
  between?: string | readonly string[];
  /** Never in these. */
  unless?: string | readonly string[];
  /** Not before and not from then on: "2026-12-01" or "2026-12-01T09:00", local. */
  from?: string;
  until?: string;
  /** Local dates without ticks: "2026-12-25". */
  exclude?: readonly string[];
  /** Only where `ERRAND_ENV` (else `NODE_ENV`, else "development") is one of these. Default: everywhere. */
  environments?: readonly string[];
  /** What a due tick does while the last run lives. Default: that of the command, else skip. */
  overlap?: OverlapPolicy;
  /** What happens to ticks missed while nothing ticked. Default: the latest, within an hour. */
  catchUp?: CatchUpPolicy | CatchUpOptions;
}

export interface CatchUpOptions {
  policy: CatchUpPolicy;
  /** Only ticks at most so old. Default "1h" for latest, "24h" for all. */
  within?: string;
  /** At most so many, the newest. Default 100. */
  max?: number;
  /** So far apart. Default "0s". */
  spacing?: string;
}

/** A tick about to run, as `when` is asked of it. */
export interface TickContext<Args = unknown> {
  scheduledFor: Date;
  args: Args;
}

/** Says whether a tick runs: true, or false, or the reason why not. What it says is recorded. */
export type When<Args = unknown> = (tick: TickContext<Args>) => boolean | string | Promise<boolean | string>;

/** A schedule as a command's module writes it. */
export type ScheduleInput<Input = Record<string, unknown>, Output = unknown> = ScheduleTime &
  ScheduleOptions<Input> & { when?: When<Output> };

/** A schedule as the config file writes it: of a command, or of any program. */
export type ConfiguredSchedule = ScheduleTime &
  ScheduleOptions &
  ({ command: string; exec?: never } | ProgramInput);

/** A program of the config: the file and its arguments, no shell between. */
export interface ProgramInput {
  exec: readonly [string, ...string[]];
  /** What its runs are called. */
  name: string;
  /** From the project's folder, which is the default. */
  cwd?: string;
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
  /** Text for its stdin. Default: empty. */
  stdin?: string;
  command?: never;
}
