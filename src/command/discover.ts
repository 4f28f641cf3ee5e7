import { join } from "node:path";
import { didYouMean } from "../core/did-you-mean.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { fileNames, nameSegments } from "./command-name.ts";
import { lookAt, oneNameTwice, type CommandPlace, type FoundCommand } from "./found-command.ts";
import { discoverCommands } from "./walk-commands.ts";

/**
 * The file of one command, by looking only where it would be: a start must not read a tree of folders. `verb` is what
 * the next command to type does with the nearest name.
 * @throws ErrandError unknown_command, with the nearest name; invalid_command when several files have the name.
 */
export function resolveCommand(place: CommandPlace, name: string, verb = "run"): FoundCommand {
  const found = findCommand(place, name);
  if (found) return found;
  const names = discoverCommands(place).commands.map((command) => command.name);
  throw unknownCommand(name, names, verb);
}

/** Whether there is a command of that name, loadable or not. */
export function hasCommand(place: CommandPlace, name: string): boolean {
  return filesOf(place, name).length > 0;
}

/**
 * The file of one command, or undefined.
 * @throws ErrandError invalid_command when several files have the name.
 */
export function findCommand(place: CommandPlace, name: string): FoundCommand | undefined {
  const [file, ...others] = filesOf(place, name);
  if (file === undefined) return undefined;
  if (others.length > 0) throw oneNameTwice(name, [file, ...others], place.root);
  return { name, file };
}

function filesOf({ commands }: CommandPlace, name: string): string[] {
  const segments = nameSegments(name);
  if (!segments) return [];
  // Asking the disk in turn takes microseconds; a promise for each would take longer.
  return fileNames(join(commands, ...segments)).filter((file) => lookAt(file)?.isFile());
}

/** The error for a name that no command has; `verb` is what was to be done with it. */
function unknownCommand(name: string, names: readonly string[], verb: string): ErrandError {
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  const next =
    meant === undefined
      ? names.length === 0
        ? "errand make NAME"
        : "errand list"
      : `errand ${verb} ${meant}`;
  return new ErrandError("unknown_command", `there is no command ${quote(name)}${hint}`, { next });
}
