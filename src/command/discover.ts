import { statSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../core/did-you-mean.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { fileNames, nameSegments } from "./command-name.ts";
import { twoFiles, type CommandPlace, type FoundCommand } from "./found-command.ts";

/**
 * The file of one command, by looking only where it would be: a start must not read a tree of folders.
 * @throws ErrandError unknown_command, with the nearest name; invalid_command when two files have the name.
 */
export async function resolveCommand(place: CommandPlace, name: string): Promise<FoundCommand> {
  const found = await findCommand(place, name);
  if (found) return found;
  const { discoverCommands } = await import("./walk-commands.ts");
  const names = discoverCommands(place).map((command) => command.name);
  throw unknownCommand(name, names);
}

/** Whether there is a command of that name, loadable or not. */
export async function hasCommand(place: CommandPlace, name: string): Promise<boolean> {
  return (await findCommand(place, name)) !== undefined;
}

/** The file of one command, or undefined. */
export async function findCommand(
  { root, commands }: CommandPlace,
  name: string,
): Promise<FoundCommand | undefined> {
  const segments = nameSegments(name);
  if (!segments) return undefined;
  const stem = join(commands, ...segments);
  // Asking the disk in turn takes microseconds; a promise for each would take longer.
  const files = fileNames(stem).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (files.length > 1) throw twoFiles(name, files, root);
  return files[0] === undefined ? undefined : { name, file: files[0] };
}

/** The error for a name that no command has. */
export function unknownCommand(name: string, names: readonly string[]): ErrandError {
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  const next =
    meant === undefined ? (names.length === 0 ? "errand make NAME" : "errand list") : `errand run ${meant}`;
  return new ErrandError("unknown_command", `there is no command ${quote(name)}${hint}`, { next });
}
