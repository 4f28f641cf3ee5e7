import { problemsError } from "../command/arg-problem.ts";
import { checkArgs } from "../command/check-args.ts";
import { checkForLater } from "../command/check-for-later.ts";
import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { ARGS_MAX_BYTES } from "../core/byte-size.ts";
import { ErrandError } from "../core/errors.ts";
import { flagsOf } from "./known-flags.ts";

/**
 * Args that a worker will find, judged where they are given.
 * @throws ErrandError invalid_args naming every problem at once.
 */
export async function judgeArgs(
  command: LoadedCommand,
  given: object,
  judge: typeof checkArgs = checkArgs,
): Promise<CheckedArgs> {
  const next = `errand run ${command.name} --help`;
  const { definition } = command;
  const result = await checkForLater({ definition, flags: flagsOf(command) }, given, {
    use: "be enqueued",
    // A recorded default would hide what the environment of the worker says.
    isFleeting: ({ env }) => env !== null,
    judge,
  });
  if ("problems" in result) throw problemsError(result.problems, { next });
  const bytes = Buffer.byteLength(JSON.stringify(result.args.input));
  if (bytes <= ARGS_MAX_BYTES) return result.args;
  const size = `args of ${command.name} are ${bytes} bytes as JSON, and at most ${ARGS_MAX_BYTES} may be enqueued`;
  const message = `${size}: put the data where the command can read it, and enqueue where`;
  throw new ErrandError("invalid_args", message, { next });
}
