import { statSync, type Stats } from "node:fs";
import { relative, sep } from "node:path";
import type { Config } from "../config.ts";
import { ErrandError } from "../core/errors.ts";

/** Where a project's commands are. */
export type CommandPlace = Pick<Config, "root" | "commands">;

export interface FoundCommand {
  name: string;
  /** Absolute. */
  file: string;
}

/** The error for files that would have one name. */
export function oneNameTwice(name: string, files: readonly string[], root: string): ErrandError {
  const all = files.map((file) => relativeFile(file, root)).sort();
  const listed = `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  const [are, rename] = all.length > 2 ? ["all", "all but one"] : ["both", "one"];
  return new ErrandError("invalid_command", `${listed} are ${are} the command "${name}": rename ${rename}`, {
    next: "errand list",
  });
}

/** A file as messages and manifests name it: from the project's root, with forward slashes. */
export function relativeFile(file: string, root: string): string {
  const inside = file.startsWith(root + sep) ? file.slice(root.length + 1) : relative(root, file);
  return sep === "/" ? inside : inside.replaceAll(sep, "/");
}

/** What stands at a path, links followed; undefined for what cannot be looked at, such as a link to itself. */
export function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
