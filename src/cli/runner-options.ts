import type { z } from "zod";
import { problemsError } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import { describeArgs } from "../command/describe-args.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { parseFlags } from "../command/parse-flags.ts";
import { splitAtName, type SplitWords } from "./runner-flags.ts";
import type { Shell } from "./shell.ts";

export interface RunnerWords<Options> extends SplitWords {
  options: Options;
  help: boolean;
  flags: FlagDescriptor[];
}

/** Reads the flags that stand before the name, by the very rules that commands' own flags follow. */
export async function readRunnerWords<Schema extends z.ZodObject>(
  argv: string[],
  schema: Schema,
  verb: string,
  shell: Shell,
): Promise<RunnerWords<z.output<Schema>>> {
  const flags = describeArgs(schema, { file: `errand ${verb}` });
  const words = splitAtName(argv, flags);
  const sources = { stdin: () => shell.host.stdin, cwd: shell.host.cwd };
  const { input, help, problems } = await parseFlags(words.before, flags, sources);
  const next = `errand ${verb} --help`;
  if (problems.length > 0 && !help) {
    const { behindName } = await import("./behind-name.ts");
    throw problemsError(problems, { next: (await behindName(words, { verb, flags }, shell)) ?? next });
  }
  const checked = await checkArgs(schema, input, { descriptors: flags, env: {} });
  if ("problems" in checked) throw problemsError(checked.problems, { next });
  return { ...words, options: checked.args.output as z.output<Schema>, help, flags };
}
