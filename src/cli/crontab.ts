import type { Command } from "commander";
import { define as check } from "./crontab/check.ts";
import { define as install } from "./crontab/install.ts";
import { define as print } from "./crontab/print.ts";
import { define as remove } from "./crontab/remove.ts";
import { define as importLines } from "./crontab/import.ts";
import type { Shell } from "./shell.ts";
import { unknownSubverb } from "./unknown-subverb.ts";

/** One word behind `errand crontab`. */
interface Subverb {
  name: string;
  summary: string;
  define: (command: Command, shell: Shell) => void;
}

/** In the order of `errand crontab --help`. */
const SUBVERBS: readonly Subverb[] = [
  {
    name: "print",
    summary: "the lines with which cron runs this project, to read or to paste",
    define: print,
  },
  {
    name: "install",
    summary: "put this project's lines into your crontab, and leave the others",
    define: install,
  },
  { name: "remove", summary: "take this project's lines out of your crontab", define: remove },
  {
    name: "check",
    summary: "exit 1, with what differs, unless they are there and current",
    define: check,
  },
  { name: "import", summary: "turn the lines of a crontab into schedules", define: importLines },
];

export function define(command: Command, shell: Shell): void {
  command.allowExcessArguments().action(() => {
    const [word] = command.args;
    if (word !== undefined) throw unknownSubverb("crontab", word, SUBVERBS);
    command.outputHelp();
  });
  for (const { name, summary, define } of SUBVERBS) {
    define(command.command(name).summary(summary).description(summary), shell);
  }
}
