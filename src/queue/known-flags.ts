import type { LoadedCommand } from "../command/define.ts";
import { describeArgs } from "../command/describe-args.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";

const known = new WeakMap<object, readonly FlagDescriptor[]>();

/** The members of a command's args. An application enqueues the same command again and again: they are described once. */
export function flagsOf({ definition, file }: LoadedCommand): readonly FlagDescriptor[] {
  const found = known.get(definition);
  if (found) return found;
  const flags = describeArgs(definition.args, { file, positional: definition.positional });
  known.set(definition, flags);
  return flags;
}
