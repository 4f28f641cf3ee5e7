import type { Command } from "commander";
import { define as list } from "./schedule/list.ts";
import { define as pause } from "./schedule/pause.ts";
import { define as remove } from "./schedule/remove.ts";
import { define as resume } from "./schedule/resume.ts";
import type { Shell } from "./shell.ts";

/** One word behind `errand schedule`. */
interface Subverb {
  name: string;
  summary: string;
  define: (command: Command, shell: Shell) => void;
}

/** In the order of `errand schedule --help`. */
const SUBVERBS: readonly Subverb[] = [
  { name: "list", summary: "what runs when: next, last, paused by whom", define: list },
  { name: "pause", summary: "let a schedule rest, for a time or until it is resumed", define: pause },
  { name: "resume", summary: "end a pause, and say what it cost", define: resume },
  { name: "remove", summary: "take a schedule away that was added by hand", define: remove },
];

export function define(command: Command, shell: Shell): void {
  for (const { name, summary, define } of SUBVERBS) {
    define(command.command(name).summary(summary).description(summary), shell);
  }
}
