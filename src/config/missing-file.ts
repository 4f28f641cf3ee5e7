import { existsSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { memberOf } from "../core/thrown.ts";

/**
 * What an error at import says of the path that was asked for, when no loader would find anything there either:
 * `lib/db does not exist`. Undefined when one would, and for an error that names no file.
 */
export function wordMissing(error: unknown, root: string): string | undefined {
  const url = memberOf(error, "url");
  if (typeof url !== "string" || !url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url);
  if (namesOf(path).some((name) => existsSync(name))) return undefined;
  const shown = relative(root, path).split(sep).join("/");
  return isFolder(path) ? `${shown} has no index.ts or the like` : `${shown} does not exist`;
}

/** The files that tsx takes for a path that Node itself finds nothing at. */
function namesOf(path: string): string[] {
  const ends = [...BARE, ...BARE.map((end) => `/index${end}`)].map((end) => path + end);
  const written = /\.[cm]?jsx?$/.exec(path)?.[0] ?? "";
  const meant = (MEANT[written] ?? []).map((end) => path.slice(0, -written.length) + end);
  return [...meant, ...ends];
}

const BARE = [".ts", ".tsx", ".js", ".jsx", ".json"];

/** TypeScript is written as what it is compiled to. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx", ".ts"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
