import type { Config } from "../config.ts";
import { importDefault } from "../config/import-default.ts";
import { ErrandError } from "../core/errors.ts";
import { isDefinedCommand, type DefinedCommand, type LoadedCommand } from "./define.ts";
import { findDefinitionFault } from "./definition-fault.ts";
import { importFirst } from "./import-first.ts";
import { relativeFile, type FoundCommand } from "./found-command.ts";

/**
 * Imports a command's module, after the modules that the config wants imported first, and checks what it exports.
 * @throws ErrandError invalid_command, which names the file, the reason and how to go on; invalid_config when a
 * module that is to be imported first does not load.
 */
export async function loadCommand(
  { name, file }: FoundCommand,
  config: Pick<Config, "root" | "import">,
): Promise<LoadedCommand> {
  await importFirst(config);
  const shown = relativeFile(file, config.root);
  const loaded = await importDefault(file, config.root);
  if ("fault" in loaded) throw refusal(`${shown} does not load: ${loaded.fault}`, loaded.next);
  return { name, file, definition: checkDefinition(loaded.value, shown) };
}

function checkDefinition(exported: unknown, file: string): DefinedCommand {
  if (!isDefinedCommand(exported)) throw refusal(`${file} ${whatIsExported(exported)}: ${EXPECTED}`);
  const fault = findDefinitionFault(exported);
  if (fault !== undefined) throw refusal(`${file}: ${fault}`);
  return exported;
}

const EXPECTED = "write export default defineCommand({ summary, run })";

function whatIsExported(exported: unknown): string {
  if (exported === undefined) return "has no default export";
  if (exported === null) return "exports null by default";
  return typeof exported === "object"
    ? "exports a plain object that did not go through defineCommand"
    : `exports a ${typeof exported} by default`;
}

function refusal(message: string, next = "errand list"): ErrandError {
  return new ErrandError("invalid_command", message, { next });
}
