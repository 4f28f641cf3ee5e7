import type { Command } from "commander";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";
import { addLivingFlags } from "./start/living-flags.ts";
import type { StartOptions } from "./start/live-until-stopped.ts";

const SIGNALS = `
It runs until it is stopped. Ctrl-C or SIGTERM lets running work end within the grace; a second
one ends it now. SIGHUP reads commands and config anew. Any number of schedulers may share a
ledger: a tick still fires once.`;

export function define(command: Command, shell: Shell): void {
  addLivingFlags(addProjectFlags(command, shell))
    .addHelpText("after", SIGNALS)
    .action(
      shell.act(async (options: StartOptions) => {
        const { startScheduler } = await import("./start/start-scheduler.ts");
        return startScheduler(options, shell);
      }),
    );
}
