import type { parseArgs } from "node:util";

/** One piece of a command line, as Node's parser takes it apart. */
export type FlagToken = NonNullable<
  ReturnType<typeof parseArgs<{ tokens: true; strict: false }>>["tokens"]
>[number];

export type OptionToken = Extract<FlagToken, { kind: "option" }>;
