import type { Command } from "commander";
import { durationOption, wholeNumber } from "./check-option.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";
import type { StartOptions } from "./start/live-until-stopped.ts";

const SIGNALS = `
It runs until it is stopped. Ctrl-C or SIGTERM lets running work end within the grace; a second
one ends it now. SIGHUP reads commands and config anew. Any number of schedulers may share a
ledger: a tick still fires once.`;

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--watch", "take up edited commands and config by itself")
    .option(
      "--concurrency <n>",
      "how many runs live at once (default: the config's, 8)",
      wholeNumber("--concurrency", 1, 1_000),
    )
    .option(
      "--grace <time>",
      "how long running work may go on when it is stopped (default: the config's, 30s)",
      durationOption("--grace"),
    )
    .addHelpText("after", SIGNALS)
    .action(
      shell.act(async (options: StartOptions) => {
        const { startScheduler } = await import("./start/start-scheduler.ts");
        await startScheduler(options, shell);
      }),
    );
}
