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
  const door = findDoor();
  if (door === undefined) return;
  const home = dirname(dirname(door));
  registerHooks({
    resolve(asked, context, next) {
      const { conditions, parentURL } = context;
      if (asked !== "errand" || !conditions.includes("import") || !isIn(home, parentURL))
        return next(asked, context);
      return { url: pathToFileURL(door).href, format: "module", shortCircuit: true };
    },
  });
}

/**
 * What was built beside the bin, or the child's script, that this process was started with; code that was not built has
 * none. `import.meta` would tell the place too, once Node has made that, a sixth of a millisecond later.
 */
function findDoor(): string | undefined {
  const [, script = ""] = process.argv;
  if (!existsSync(script)) return undefined;
  const door = join(dirname(realpathSync.native(script)), "index.js");
  return existsSync(door) ? door : undefined;
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
