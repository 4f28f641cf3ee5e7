import { z } from "zod";
import { OVERLAP_POLICIES } from "../../core/policy.ts";
import { CATCH_UP_POLICIES, FOLD_POLICIES, GAP_POLICIES } from "../../core/schedule.ts";
import type { JsonObject } from "../../core/json.ts";

const text = z.string().optional();
const texts = z.array(z.string()).default([]);

/** Flags of `schedule add`, which stand before the name: when, never what. What they say is judged as in a file. */
export const ADD_ARGS = z.object({
  cron: text.describe('cron expression: "0 8 * * MON-FRI", "@daily"'),
  every: text.describe("interval: 15m, 2h"),
  at: text.describe("once, at a local time: 2026-12-01T09:00"),
  id: text.describe("what the schedule is called (default: the name of the command or program)"),
  timezone: text.describe("IANA zone (default: that of the config, else the host's)"),
  jitter: text.describe("spread starts over so long"),
  between: texts.describe("only then: 09:00-17:30"),
  unless: texts.describe("never then: 12:00-13:00"),
  from: text.describe("not before: 2026-12-01 or 2026-12-01T09:00"),
  until: text.describe("not from then on"),
  exclude: texts.describe("a date without ticks: 2026-12-25"),
  environment: texts.describe("only where ERRAND_ENV or NODE_ENV is that"),
  overlap: z
    .enum(OVERLAP_POLICIES)
    .optional()
    .describe("while its last run lives (default: the command's, else skip)"),
  catchUp: z
    .enum(CATCH_UP_POLICIES)
    .optional()
    .describe("what was missed while nothing ticked (default latest)"),
  gap: z
    .enum(GAP_POLICIES)
    .optional()
    .describe("a time that the spring change leaves out (default next; skip with a star in minute or hour)"),
  fold: z
    .enum(FOLD_POLICIES)
    .optional()
    .describe("a time that the autumn change has twice (default first; both with a star)"),
  name: text.describe("of a program: what its runs are called (default: the program)"),
  json: z.boolean().default(false).describe("the schedule as JSON"),
  config: text.describe("config file"),
  database: text.describe("ledger file"),
});

export type AddOptions = z.output<typeof ADD_ARGS>;

/** What the flags say of time, as a config would say it. */
export function writtenOf({ environment: environments, ...options }: AddOptions): JsonObject {
  const said = Object.entries({ ...options, environments });
  return Object.fromEntries(
    said.filter(([key, value]) => !ASIDE.includes(key) && isGiven(value)),
  ) as JsonObject;
}

/** Flags that are of no schedule. */
const ASIDE = ["name", "json", "config", "database"];

function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** Flags of `schedule add` that were typed behind the name, where a command's own stand. */
export const WHEN_FLAGS = /^--(cron|every|at|id|timezone|jitter|between|unless|from|until|exclude)(=|$)/;
