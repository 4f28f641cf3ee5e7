import { existsSync, realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that errand is installed in. Code that was not built is installed nowhere, and finds itself nowhere. */
const HOME = dirname(import.meta.dirname);
const OWN_DOOR = new URL("index.js", import.meta.url).href;

let isKnown = false;

/**
 * Says at once what a module of the project gets for `import … from "errand"`, where that is the errand that runs. Node
 * would come to the same, by a pattern whose compilation takes a millisecond, as much as all else of such an import.
 */
export function knowOwnErrand(): void {
  if (isKnown) return;
  isKnown = true;
  registerHooks({
    resolve(asked, context, next) {
      if (asked !== "errand" || !context.conditions.includes("import") || !isOwn(context.parentURL))
        return next(asked, context);
      return { url: OWN_DOOR, format: "module", shortCircuit: true };
    },
  });
}

/** A project may have another errand than the one that was called: the nearest counts, as ever. */
function isOwn(importer: string | undefined): boolean {
  if (importer?.startsWith("file:") !== true) return false;
  let folder = fileURLToPath(importer);
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    const found = join(folder, "node_modules", "errand");
    if (existsSync(found)) return realpathSync.native(found) === HOME;
  }
  return false;
}
