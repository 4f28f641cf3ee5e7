import { z } from "zod";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { duration } from "../command/duration-schema.ts";
import { LIMIT_HELP } from "../core/duration.ts";
import { OVERLAP_POLICIES } from "../core/policy.ts";

/** Flags of `run` and `exec` that stand before the name, described as any command's args are: how to run, never what. */
export const RUNNER_ARGS = z.object({
  timeout: duration()
    .refine((ms) => ms > 0, `must be ${LIMIT_HELP}`)
    .optional()
    .describe("soft limit: ask the run to stop after this long (default: the command's, else the config's)"),
  killAfter: duration()
    .optional()
    .describe("end it by force so long after it was asked (default: the command's, else the config's, 10s)"),
  overlap: z
    .enum(OVERLAP_POLICIES)
    .optional()
    .describe("while another run of it lives (default: the command's, else skip)"),
  wait: duration().optional().describe("wait this long for the other run to end, then exit 75"),
  skipCode: z.int().min(0).max(255).default(0).describe("exit code of a run skipped by its overlap policy"),
  tag: z
    .array(z.string().min(1).max(64))
    .overwrite((tags) => [...new Set(tags)])
    .default([])
    .describe("a word to find the run by: errand history --tag"),
  trigger: z.enum(["manual", "crontab", "api"]).default("manual").describe("why it runs"),
  json: z.boolean().default(false).describe("the run's row as JSON on stdout; its own stdout goes to stderr"),
  quiet: z.boolean().default(false).meta({ alias: "q" }).describe("say only what went wrong"),
  verbose: z.boolean().default(false).meta({ alias: "v" }).describe("show debug and trace log lines too"),
  config: z.string().optional().describe("config file"),
  database: z.string().optional().describe("ledger file"),
});
/** What every way of running takes; the trigger is asked for only where a person may choose it. */
export type RunnerOptions = Omit<z.output<typeof RUNNER_ARGS>, "trigger">;

export const RUN_ARGS = RUNNER_ARGS.extend({
  asOf: z.coerce.date().optional().describe("run as if it were that instant: the command's scheduledFor"),
  input: z.boolean().default(true).describe("never ask for missing args"),
});

export type RunOptions = z.output<typeof RUN_ARGS>;

export const EXEC_ARGS = RUNNER_ARGS.extend({
  name: z.string().min(1).max(128).optional().describe("name of the row (default: that of the program)"),
  overlap: RUNNER_ARGS.shape.overlap.describe("while another run of that name lives (default skip)"),
  maskEnv: z
    .array(z.string().min(1))
    .default([])
    .describe("an environment variable whose value must not be kept"),
});

export const RETRY_ARGS = RUNNER_ARGS.omit({ trigger: true }).extend({
  edit: z.boolean().default(false).describe("change the args in your editor first"),
  input: z.boolean().default(true).describe("never ask for missing args"),
});
export type RetryOptions = z.output<typeof RETRY_ARGS>;

/**
 * Splits `[runner flags] NAME [command flags]` at the first word that is no runner flag and no value of one. A
 * lone `--` before the name is dropped.
 */
export function splitAtName(argv: string[], flags: readonly FlagDescriptor[]): SplitWords {
  let at = 0;
  while (at < argv.length && argv[at]?.startsWith("-") && argv[at] !== "--")
    at += takesNext(argv[at] ?? "", flags) ? 2 : 1;
  const name = argv[at] === "--" ? at + 1 : at;
  return { before: argv.slice(0, at), name: argv[name], after: argv.slice(name + 1) };
}

export interface SplitWords {
  before: string[];
  name: string | undefined;
  after: string[];
}

function takesNext(word: string, flags: readonly FlagDescriptor[]): boolean {
  if (word.includes("=")) return false;
  const meant = flags.find(
    ({ flag, alias }) => word === `--${flag}` || (alias !== null && word === `-${alias}`),
  );
  return meant !== undefined && meant.kind !== "boolean";
}
