import type { Command } from "commander";
import { weightsOption } from "./work/weights-option.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";
import { addLivingFlags } from "./start/living-flags.ts";
import type { WorkFlags } from "./work/start-worker.ts";

const WORDS = `
It takes runs out of queues and runs them, and ticks nothing: errand start does both. Any number
of workers may share a ledger: a run is still run by one. Where several queues have something due,
each has its turns by its weight. Ctrl-C or SIGTERM lets running work end within the grace; a
second one ends it now. SIGHUP reads commands and config anew.

Examples:
  errand work
  errand work --queues high=4,default=2,low=1 --concurrency 4
  errand work --drain`;

export function define(command: Command, shell: Shell): void {
  const served = addProjectFlags(command, shell)
    .option("--queues <weights>", "only these, by their weights: high=4,default=2,low", weightsOption)
    .option("--drain", "end when nothing is left that may start now");
  addLivingFlags(served)
    .addHelpText("after", WORDS)
    .action(
      shell.act(async (options: WorkFlags) => {
        const { startWorker } = await import("./work/start-worker.ts");
        return startWorker(options, shell);
      }),
    );
}
