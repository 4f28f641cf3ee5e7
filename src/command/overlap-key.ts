import type { CheckedArgs, LoadedCommand } from "./define.ts";

/** Runs with the same key exclude each other: all of a command's, unless it says otherwise. */
export function overlapKeyOf(
  { name, definition }: Pick<LoadedCommand, "name" | "definition">,
  args: Pick<CheckedArgs, "output">,
): string {
  return definition.overlapKey ? `${name}:${definition.overlapKey(args.output as never)}` : name;
}

/** Runs with the same key share the limits of `perKey`; null: the command has no such key. */
export function limitKeyOf(
  { name, definition }: Pick<LoadedCommand, "name" | "definition">,
  args: Pick<CheckedArgs, "output">,
): string | null {
  return definition.concurrencyKey ? limitKey(name, definition.concurrencyKey(args.output as never)) : null;
}

/** Keys of different commands have nothing to do with each other. */
export function limitKey(command: string, key: string): string {
  return `${command} ${key}`;
}
