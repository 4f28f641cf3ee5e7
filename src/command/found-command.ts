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

/** The error for two files that would have one name. */
export function twoFiles(name: string, files: readonly string[], root: string): ErrandError {
  const both = files.map((file) => relativeFile(file, root)).join(" and ");
  return new ErrandError("invalid_command", `${both} are both the command "${name}": rename one`, {
    next: "errand list",
  });
}

/** A file as messages and manifests name it: from the project's root, with forward slashes. */
export function relativeFile(file: string, root: string): string {
  const inside = file.startsWith(root + sep) ? file.slice(root.length + 1) : relative(root, file);
  return sep === "/" ? inside : inside.replaceAll(sep, "/");
}
