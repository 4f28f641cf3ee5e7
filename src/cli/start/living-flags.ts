import type { Command } from "commander";
import { durationOption, wholeNumber } from "../check-option.ts";

/** Flags of every process that lives runs until it is stopped: `StartOptions`. */
export function addLivingFlags(command: Command): Command {
  return command
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
    );
}
