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
  quietTypelessWarning();
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
 * runs a command did not ask, and stderr is theirs. Nor need they hear twice, and elsewhere than in the error itself,
 * that a module is called like a script. No other warning is touched.
 */
function quietTypelessWarning(): void {
  if (isQuiet) return;
  isQuiet = true;
  const emit = process.emitWarning.bind(process) as (...words: unknown[]) => void;
  process.emitWarning = (...words: unknown[]) => {
    if (!words.some(isTypeless) && !isScriptAdvice(words[0])) emit(...words);
  };
}

function isScriptAdvice(word: unknown): boolean {
  return typeof word === "string" && word.startsWith("Failed to load the ES module: ");
}

function isTypeless(word: unknown): boolean {
  const code = typeof word === "object" && word !== null && "code" in word ? word.code : word;
  return code === "MODULE_TYPELESS_PACKAGE_JSON";
}
