import { Readable } from "node:stream";
import type { z } from "zod";
import { problemsError } from "../../src/command/arg-problem.ts";
import { checkArgs } from "../../src/command/check-args.ts";
import type { CheckedArgs } from "../../src/command/define.ts";
import { describeArgs } from "../../src/command/describe-args.ts";
import { parseFlags } from "../../src/command/parse-flags.ts";

export interface ReadOptions {
  positional?: string[];
  env?: NodeJS.ProcessEnv;
  stdin?: () => AsyncIterable<Uint8Array | string>;
  cwd?: string;
}

/** Words to args, the way the command line goes. */
export async function readArgs(
  schema: z.ZodObject,
  argv: readonly string[],
  { positional, env = {}, stdin = () => Readable.from([]), cwd = "/" }: ReadOptions = {},
): Promise<CheckedArgs> {
  const flags = describeArgs(schema, { positional, file: "commands/it.ts" });
  const { input, problems } = await parseFlags(argv, flags, { stdin, cwd });
  if (problems.length > 0) throw problemsError(problems, { next: "errand run it --help" });
  const checked = await checkArgs(schema, input, { descriptors: flags, env });
  if ("problems" in checked) throw problemsError(checked.problems, { next: "errand run it --help" });
  return checked.args;
}

/** What the command line says about words that it refuses. */
export async function refusalOf(...call: Parameters<typeof readArgs>): Promise<string> {
  const outcome = await readArgs(...call).catch((error: unknown) => error);
  if (outcome instanceof Error) return outcome.message;
  throw new Error(`accepted: ${JSON.stringify(outcome)}`);
}
