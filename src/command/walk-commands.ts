import { readdirSync, realpathSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { ErrandError } from "../core/errors.ts";
import { commandStem, isCommandFolder, isName, NAME_MAX_LENGTH } from "./command-name.ts";
import { lookAt, oneNameTwice, relativeFile, type CommandPlace, type FoundCommand } from "./found-command.ts";

/** Files that no name calls. */
export interface RefusedCommand {
  /** The name that they share, or the path of a file whose name cannot be one. */
  name: string;
  /** Absolute; the first of them. */
  file: string;
  error: ErrandError;
}

export interface DiscoveredCommands {
  commands: FoundCommand[];
  refused: RefusedCommand[];
}

/**
 * Every command of the project, and what cannot be one without spoiling the others: both ordered by name. A project
 * without the folder has none.
 * @throws ErrandError invalid_config when a folder cannot be read.
 */
export function discoverCommands({ root, commands }: CommandPlace): DiscoveredCommands {
  const found: DiscoveredCommands = { commands: [], refused: [] };
  const walked = walk(commands, [], [realPath(commands)]);
  for (const [name, files] of [...Map.groupBy(walked, (one) => nameOf(one, root))].sort(byName)) {
    const [{ file } = { file: name }] = files;
    const error = refusalOf(name, files, root);
    if (error) found.refused.push({ name, file, error });
    else found.commands.push({ name, file });
  }
  return found;
}

interface WalkedFile {
  segments: string[];
  file: string;
}

/** `above` holds the real paths of the folders on the way: a link back to one of them is a loop. */
function walk(folder: string, segments: string[], above: string[]): WalkedFile[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = folder + sep + entry.name;
    const kind = kindOf(entry, path);
    if (kind === "folder") return walkFolder(path, [...segments, entry.name], above);
    const stem = kind === "file" ? commandStem(entry.name) : undefined;
    return stem === undefined ? [] : [{ segments: [...segments, stem], file: path }];
  });
}

function walkFolder(path: string, segments: string[], above: string[]): WalkedFile[] {
  const real = realPath(path);
  if (!isCommandFolder(segments.at(-1) ?? "") || above.includes(real)) return [];
  return walk(path, segments, [...above, real]);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new ErrandError("invalid_config", `the commands folder ${folder} cannot be read`, {
      next: "errand doctor",
      cause: error,
    });
  }
}

function kindOf(entry: Dirent, path: string): "file" | "folder" | "other" {
  const facts = entry.isSymbolicLink() ? lookAt(path) : entry;
  if (facts?.isDirectory()) return "folder";
  return facts?.isFile() ? "file" : "other";
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function nameOf({ segments, file }: WalkedFile, root: string): string {
  return isName(segments) ? segments.join(":") : relativeFile(file, root);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function refusalOf(name: string, walked: WalkedFile[], root: string): ErrandError | undefined {
  const files = walked.map(({ file }) => file);
  if (!walked.every(({ segments }) => isName(segments))) return notAName(name);
  return files.length > 1 ? oneNameTwice(name, files, root) : undefined;
}

function notAName(file: string): ErrandError {
  const rule = `letters, digits, ".", "_" and "-", ${NAME_MAX_LENGTH} characters at most`;
  return new ErrandError("invalid_command", `${file} cannot be a command's name (${rule}): rename it`, {
    next: "errand list",
  });
}
