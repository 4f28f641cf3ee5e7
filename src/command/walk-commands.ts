import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { ErrandError } from "../core/errors.ts";
import { commandStem, isCommandFolder, isName, NAME_MAX_LENGTH } from "./command-name.ts";
import { relativeFile, twoFiles, type CommandPlace, type FoundCommand } from "./found-command.ts";

/**
 * Every command of the project, by name. A project without the folder has none.
 * @throws ErrandError invalid_command for a file whose name cannot be called, or two files with one name.
 */
export function discoverCommands({ root, commands }: CommandPlace): FoundCommand[] {
  const found = walk(commands, [], [realPath(commands)]).map(({ segments, file }) => ({
    name: nameOf(segments, file, root),
    file,
  }));
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name, file }] of found.entries()) {
    const next = found[index + 1];
    if (next?.name === name) throw twoFiles(name, [file, next.file], root);
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
  const facts = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
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

function nameOf(segments: string[], file: string, root: string): string {
  if (isName(segments)) return segments.join(":");
  const rule = `letters, digits, ".", "_" and "-", ${NAME_MAX_LENGTH} characters at most`;
  throw new ErrandError(
    "invalid_command",
    `${relativeFile(file, root)} cannot be a command's name (${rule}): rename it`,
    {
      next: "errand list",
    },
  );
}
