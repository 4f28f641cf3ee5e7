import type { RunOptions } from "./runner-flags.ts";

/** What `RUN_ARGS` makes of no flags at all. */
export const PLAIN_RUN: RunOptions = {
  skipCode: 0,
  tag: [],
  trigger: "manual",
  json: false,
  quiet: false,
  verbose: false,
  input: true,
};

/** How long a run stands in line when nobody said: long enough for most work, short enough not to pile up for ever. */
export const DEFAULT_WAIT_MS = 3_600_000;
