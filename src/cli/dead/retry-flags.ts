import { z } from "zod";
import { parseRate, RATE_HELP } from "../../core/rate.ts";

const text = z.string().optional();

/** Flags of `dead retry`, which stand before the run: which, how fast and why. */
export const DEAD_RETRY_ARGS = z.object({
  all: z.boolean().default(false).describe("all dead letters"),
  command: text.describe("all runs of this command"),
  queue: text.describe("all runs of this queue"),
  fingerprint: text.describe("all failures of one kind, as dead list names it"),
  since: text.describe("all that failed since then: 2d, today, 2026-11-23"),
  rate: z
    .string()
    .refine((said) => parseRate(said) !== undefined, `must be ${RATE_HELP}`)
    .optional()
    .describe("spread their starts: 10/1m"),
  edit: z.boolean().default(false).describe("change the args of one run in your editor first"),
  reason: z
    .string()
    .refine((said) => said.trim() !== "", "must say why, or be left out")
    .optional()
    .describe("why, for whoever wonders"),
  input: z.boolean().default(true).describe("never ask for missing args"),
  json: z.boolean().default(false).describe("the new runs as JSON"),
  config: text.describe("config file"),
  database: text.describe("ledger file"),
});

export type DeadRetryOptions = z.output<typeof DEAD_RETRY_ARGS>;
