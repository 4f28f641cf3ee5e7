import type { Command } from "commander";
import type { Shell } from "./shell.ts";

/** One word behind `errand crontab`. */
interface Subverb {
  name: string;
  summary: string;
  define: (command: Command, shell: Shell) => void;
}

/** In the order of `errand crontab --help`. */
const SUBVERBS: readonly Subverb[] = [];

export function define(command: Command, shell: Shell): void {
  for (const { name, summary, define } of SUBVERBS) {
    define(command.command(name).summary(summary).description(summary), shell);
  }
}
