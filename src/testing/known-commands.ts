import { isDefinedCommand, type LoadedCommand } from "../command/define.ts";
import { findDefinitionFault } from "../command/definition-fault.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import type { NamedCommands } from "./read-definitions.ts";

/** The commands that a test is about: what files in `commands/` are elsewhere. */
export class KnownCommands {
  readonly #byName: ReadonlyMap<string, LoadedCommand>;

  /** @throws TypeError for a definition with a fault. */
  constructor(commands: NamedCommands) {
    const loaded = Object.entries(commands).map(([name, definition]) => {
      const fault = findDefinitionFault(definition);
      if (fault !== undefined) throw new TypeError(`command "${name}": ${fault}`);
      return [name, { name, file: `${name}.ts`, definition }] as const;
    });
    this.#byName = new Map(loaded);
  }

  get all(): readonly LoadedCommand[] {
    return [...this.#byName.values()];
  }

  /** By its name, or by its definition. @throws ErrandError unknown_command. */
  find(command: unknown): LoadedCommand {
    const found =
      typeof command === "string"
        ? this.#byName.get(command)
        : this.all.find(({ definition }) => definition === command);
    if (found) return found;
    const names = [...this.#byName.keys()].join(", ") || "none";
    const said = isDefinedCommand(command) ? command.summary : command;
    throw new ErrandError(
      "unknown_command",
      `the test client does not know the command ${quote(said)}; it was given ${names}: testClient({ commands: { name: definition } })`,
    );
  }
}
