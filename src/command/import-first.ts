import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config } from "../config.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";

const imported = new Set<string>();

/**
 * Imports, once each, the modules that the config wants before the first command, such as a TypeScript loader.
 * @throws ErrandError invalid_config, which names the module.
 */
export async function importFirst({ root, import: modules }: Pick<Config, "root" | "import">): Promise<void> {
  for (const specifier of modules) {
    const key = JSON.stringify([root, specifier]);
    if (imported.has(key)) continue;
    await importFromRoot(specifier, root);
    imported.add(key);
  }
}

async function importFromRoot(specifier: string, root: string): Promise<void> {
  const hooks = resolveFrom(specifier, root);
  const cwd = process.cwd();
  try {
    // Loaders look for tsconfig.json where they are started; errand may be called from a folder below.
    process.chdir(root);
    await import(specifier);
  } catch (error) {
    const message = `import ${quote(specifier)} of the config does not load: ${error instanceof Error ? firstLine(error) : String(error)}`;
    throw new ErrandError("invalid_config", message, {
      next: `npm install --save-dev ${specifier}`,
      cause: error,
    });
  } finally {
    process.chdir(cwd);
    hooks.deregister();
  }
}

/** The project's own modules are meant, wherever errand itself is installed; `require.resolve` would take the wrong exports. */
function resolveFrom(specifier: string, root: string) {
  const parentURL = pathToFileURL(join(root, "package.json")).href;
  let isOurs = true;
  return registerHooks({
    resolve(asked, context, next) {
      if (!isOurs || asked !== specifier) return next(asked, context);
      isOurs = false;
      return next(asked, { ...context, parentURL });
    },
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? message;
}
