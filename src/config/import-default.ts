import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { explainImport, type ImportFault } from "./explain-import.ts";
import { importGuarded } from "./import-guard.ts";
import { knowOwnErrand } from "./own-errand.ts";

/** What a module of the project exports by default, or why it does not load. */
export type ImportedDefault = { value: unknown } | ImportFault;

/**
 * Imports a module of the project as Node itself would, TypeScript included. `value` is undefined when there is no
 * default export. CommonJS counts: `module.exports = x`, and `exports.default = x` of a compiled module.
 */
export async function importDefault(
  file: string,
  root: string,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<ImportedDefault> {
  quietLoader();
  knowOwnErrand();
  try {
    const module = (await importGuarded(urlOf(file, fresh))) as { default?: unknown };
    return { value: innerDefault(module.default) };
  } catch (error) {
    return explainImport(error, file, root);
  }
}

/** A module is read once under each address; what changed since needs another. What it imports itself stays as it was. */
function urlOf(file: string, fresh: boolean): string {
  const url = pathToFileURL(file);
  if (fresh) url.search = `changed=${statSync(file).mtimeMs}`;
  return url.href;
}

function innerDefault(exported: unknown): unknown {
  if (typeof exported !== "object" || exported === null) return exported;
  return "__esModule" in exported && "default" in exported ? exported.default : exported;
}

let isQuiet = false;

/**
 * Node tells everybody whose package.json has no "type" that reading a module twice costs time. The person who
 * runs a command did not ask, and stderr is theirs. Nor need they read first, and elsewhere than in the error itself,
 * that a module is called like a script. No other warning is touched, and whoever listens to warnings hears all. Node
 * itself could be told only when it is started (--disable-warning), which a bin cannot do without starting it twice,
 * and of one of the two, which has no code, not even then.
 */
function quietLoader(): void {
  if (isQuiet) return;
  isQuiet = true;
  const print = process.listeners("warning").find(({ name }) => name === NODES_OWN);
  // Without it nothing is printed (--no-warnings), or another Node calls it otherwise: then it says more.
  if (!print) return;
  process.off("warning", print);
  process.prependListener("warning", (warning) => {
    if (!isOfLoader(warning)) print.call(process, warning);
  });
}

const NODES_OWN = "onWarning";

/** Anybody may emit anything. */
function isOfLoader(warning: unknown): boolean {
  if (!(warning instanceof Error)) return false;
  const isTypeless = "code" in warning && warning.code === "MODULE_TYPELESS_PACKAGE_JSON";
  return isTypeless || warning.message.startsWith("Failed to load the ES module: ");
}
