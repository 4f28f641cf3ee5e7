import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { importsFrom } from "../config/import-guard.ts";
import { knowOwnErrand } from "../config/own-errand.ts";
import { stampReader } from "./file-stamp.ts";

/** A file's path, and the stamp that it had before it was read. */
export type StampedFile = [path: string, stamp: string];

export interface ImportTracker {
  /** A file and all that it imports, at any depth, outside node_modules. */
  stampsOf(file: string): StampedFile[];
}

/**
 * Watches what this process imports from now on. A module is linked once, so who imports whom is kept for all. That
 * errand imports a command says nothing of who needs it: where errand itself is a file of the project, every command
 * would be made from every other.
 */
export function trackImports(): ImportTracker {
  const imports = new Map<string, Set<string>>();
  const stamp = stampReader();
  const errand = importsFrom();
  // Of several hooks the last is asked first: one that answers by itself must stand behind this one.
  knowOwnErrand();
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const importer = context.parentURL === errand ? undefined : context.parentURL;
      const [from, to] = [projectFile(importer), projectFile(found.url)];
      if (to !== undefined) stamp(to);
      if (from !== undefined && to !== undefined) imports.set(from, (imports.get(from) ?? new Set()).add(to));
      return found;
    },
  });
  return {
    stampsOf: (file) => [...reach(file, imports)].map((path) => [path, stamp(path)]),
  };
}

/** The path of a file that a person of the project may edit. Loaders add a query of their own to its URL. */
function projectFile(url: string | undefined): string | undefined {
  if (url?.startsWith("file:") !== true) return undefined;
  const path = fileURLToPath(url.replace(/[?#].*$/s, ""));
  return /[\\/]node_modules[\\/]/.test(path) ? undefined : path;
}

function reach(start: string, imports: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const next of imports.get(file) ?? []) reached.add(next);
  return reached;
}
