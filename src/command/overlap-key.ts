import type { CheckedArgs, LoadedCommand } from "./define.ts";

/** Runs with the same key exclude each other: all of a command's, unless it says otherwise. */
export function overlapKeyOf(
  { name, definition }: Pick<LoadedCommand, "name" | "definition">,
  args: Pick<CheckedArgs, "output">,
): string {
  return definition.overlapKey ? `${name}:${definition.overlapKey(args.output as never)}` : name;
}
