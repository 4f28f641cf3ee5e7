import type { Command } from "commander";
import type { FailureFilter } from "../../store/failure-store.ts";
import { requireTime } from "../parse-time.ts";

/** Flags that say which failures are meant. */
export interface FilterOptions {
  command?: string | undefined;
  queue?: string | undefined;
  fingerprint?: string | undefined;
  since?: string | undefined;
  /** Those of crontab lines too, which no queue holds. */
  inbox?: boolean | undefined;
}

export function addFilterFlags(command: Command): Command {
  return command
    .option("--command <name>", "only runs of this command")
    .option("--queue <name>", "only runs of this queue")
    .option("--fingerprint <id>", "only failures of one kind, as dead list names it")
    .option("--since <time>", "only what failed since then: 2d, today, 2026-11-23")
    .option("--inbox", "failures of crontab lines too, which have no queue");
}

/** @throws ErrandError usage. */
export function readFilter(
  options: FilterOptions,
  { now, verb }: { now: number; verb: string },
): FailureFilter {
  const { command, queue, fingerprint, since, inbox = false } = options;
  return {
    dead: !inbox,
    ...(command === undefined ? {} : { command }),
    ...(queue === undefined ? {} : { queue }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(since === undefined ? {} : { since: requireTime(since, { flag: "--since", now, verb }) }),
  };
}

/** Whether any failure is left out by them. */
export function isNarrowed({ command, queue, fingerprint, since }: FilterOptions): boolean {
  return [command, queue, fingerprint, since].some((one) => one !== undefined);
}
