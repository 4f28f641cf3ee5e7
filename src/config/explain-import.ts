import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { configsIn } from "./find-project.ts";
import { wordMissing } from "./missing-file.ts";

/** Why a module does not load, as the end of a sentence, and the next command to type where the reason tells it. */
export interface ImportFault {
  fault: string;
  next: string | undefined;
}

/** Says what an error at import means, where it happened, and how to go on. */
export function explainImport(error: unknown, file: string, root: string): ImportFault {
  if (error instanceof ErrandError) return { fault: error.message, next: error.next };
  const said = messageOf(error);
  const place = placeOf(error, root);
  const fault = `${said}${place === undefined ? "" : ` (${place})`}`;
  const script = place?.replace(/:[\d:]*$/, "");
  if (script !== undefined && isReadAsScript(error, script)) {
    const module = script.replace(/([jt]s)$/, "m$1");
    return {
      fault: `${fault}; its package.json says "type": "commonjs", which asks for the name ${module}`,
      next: `mv ${script} ${module}`,
    };
  }
  if (!needsLoader(error, file)) return { fault, next: undefined };
  const missing = wordMissing(error, root);
  if (missing !== undefined) return { fault: `${fault}; ${missing}`, next: undefined };
  return {
    fault: `${fault}; Node's own TypeScript cannot run this: add import: ["tsx"] to ${configOf(root)}`,
    next: INSTALL_LOADER,
  };
}

/** A second config beside the one that is there would be refused. */
function configOf(root: string): string {
  return configsIn(root)[0] ?? "errand.config.ts";
}

const INSTALL_LOADER = "npm install --save-dev tsx";

/** The first line: the rest is code or a stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${quote(error)}`;
  const [first = ""] = error.message.trim().split("\n");
  return error.name === "Error" || codeOf(error) !== undefined ? first : `${error.name}: ${first}`;
}

/** An ES module by its words in a package of CommonJS: what `npm init` makes of a new folder. */
function isReadAsScript(error: unknown, file: string): boolean {
  return error instanceof SyntaxError && AS_SCRIPT.test(error.message) && /\.[jt]s$/.test(file);
}

const AS_SCRIPT =
  /^(?:Cannot use import statement outside a module|Cannot use 'import\.meta' outside a module|Unexpected token 'export'|await is only valid in async functions)/;

/** Enums, namespaces and parameter properties; and imports that only a bundler or a loader resolves. */
function needsLoader(error: unknown, file: string): boolean {
  const code = codeOf(error);
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") return true;
  if (!/\.[cm]?ts$/.test(file)) return false;
  return (
    (code === "ERR_MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT") &&
    !isMissingPackage(messageOf(error))
  );
}

/** `lodash` and `@scope/name` can be installed; `@/lib` and `./x` cannot. */
function isMissingPackage(message: string): boolean {
  return /^Cannot find package '(?:@[\w.-]+\/)?[\w.-]+'/.test(message);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The first line of the project in the stack: `commands/a.ts:3:7`. */
function placeOf(error: unknown, root: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const [, url, path, position] of stack.matchAll(/(file:\/\/[^\s)]+?|(\/[^\s()]+?)):(\d+(?::\d+)?)/g)) {
    const found = path ?? fileURLToPath(url?.split("?")[0] ?? "");
    const shown = relative(root, found);
    if (!shown.startsWith("..") && !shown.includes(`node_modules${sep}`))
      return `${shown.split(sep).join("/")}:${position ?? ""}`;
  }
  return undefined;
}
