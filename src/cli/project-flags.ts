import type { Command } from "commander";
import type { ConfigFlags } from "../config.ts";
import type { Shell } from "./shell.ts";

/** Adds the flags that say which project and which ledger is meant. What they say is known before the verb acts. */
export function addProjectFlags(command: Command, shell: Shell): Command {
  return command
    .option("--config <file>", "config file")
    .option("--database <file>", "ledger file")
    .hook("preAction", () => {
      const { config, database } = command.opts<ConfigFlags>();
      shell.configFlags = { config, database };
    });
}
