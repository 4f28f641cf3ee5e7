import { existsSync, realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

let isKnown = false;

/**
 * Says at once what a module of the project gets for `import … from "errand"`, where that is the errand that runs. Node
 * would come to the same, by a pattern whose compilation takes a millisecond, as much as all else of such an import.
 */
export function knowOwnErrand(): void {
  if (isKnown) return;
  isKnown = true;
  const dist = findDist();
  if (dist === undefined) return;
  registerHooks({
    resolve(asked, context, next) {
      const { conditions, parentURL } = context;
      if (asked !== "errand" || !conditions.includes("import") || !isIn(dirname(dist), parentURL))
        return next(asked, context);
      return { url: pathToFileURL(join(dist, "index.js")).href, format: "module", shortCircuit: true };
    },
  });
}

/**
 * Where the bin is, or the child's script, that this process was started with: what stands there if it is errand's is
 * for the project to say. `import.meta` would tell it too, once Node has made that, a sixth of a millisecond later.
 */
function findDist(): string | undefined {
  const [, script = ""] = process.argv;
  return existsSync(script) ? dirname(realpathSync.native(script)) : undefined;
}

/** A project may have another errand than the one that was called: the nearest counts, as ever. */
function isIn(home: string, importer: string | undefined): boolean {
  if (importer?.startsWith("file:") !== true) return false;
  let folder = fileURLToPath(importer);
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    const found = join(folder, "node_modules", "errand");
    if (existsSync(found)) return realpathSync.native(found) === home;
  }
  return false;
}
