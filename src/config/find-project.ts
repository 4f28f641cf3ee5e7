import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ErrandError } from "../core/errors.ts";

export interface Project {
  /** Its folder: the nearest upwards with a config file or a package.json, else the working folder. */
  root: string;
  file: string | null;
}

const NAMES = ["errand.config.ts", "errand.config.mts", "errand.config.js", "errand.config.mjs"];

/** @throws ErrandError invalid_config for a `file` that is not there, or for two config files in one folder. */
export function findProject(cwd: string, file?: string): Project {
  if (file !== undefined && file !== "") return projectOf(resolve(cwd, file));
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = configsIn(folder);
    if (found.length > 1) throw twoFiles(folder, found);
    if (found[0] !== undefined) return { root: folder, file: join(folder, found[0]) };
    if (existsSync(join(folder, "package.json"))) return { root: folder, file: null };
    if (folder === dirname(folder)) return { root: cwd, file: null };
  }
}

/** The names of the config files that a folder has: one, or none, unless something is wrong. */
export function configsIn(folder: string): string[] {
  return NAMES.filter((name) => existsSync(join(folder, name)));
}

function projectOf(file: string): Project {
  if (existsSync(file)) return { root: dirname(file), file };
  throw new ErrandError("invalid_config", `there is no config file ${file}`, { next: "errand init" });
}

function twoFiles(folder: string, names: string[]): ErrandError {
  const message = `${folder} has two config files, ${names.join(" and ")}: delete one`;
  return new ErrandError("invalid_config", message, { next: "ls -l errand.config.*" });
}
