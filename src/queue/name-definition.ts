import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { filesOfDefinition } from "../command/defined-at.ts";
import { commandStem, isCommandFolder, isName } from "../command/command-name.ts";
import type { FoundCommand } from "../command/found-command.ts";

/** Where a definition stands: the innermost of the files that made it which is a command's. Undefined when none is. */
export function findDefinition(definition: object, folder: string): FoundCommand | undefined {
  for (const file of filesOfDefinition(definition)) {
    const name = nameIn(folder, file) ?? nameIn(realPath(folder), realPath(file));
    if (name !== undefined) return { name, file };
  }
  return undefined;
}

function nameIn(folder: string, file: string): string | undefined {
  const path = relative(folder, file).split(sep);
  const stem = commandStem(path.at(-1) ?? "");
  const folders = path.slice(0, -1);
  if (stem === undefined || !folders.every(isCommandFolder)) return undefined;
  const segments = [...folders, stem];
  return isName(segments) ? segments.join(":") : undefined;
}

/** A module is known by where it really is, whatever links led there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
