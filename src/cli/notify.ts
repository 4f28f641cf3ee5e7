import type { Command } from "commander";
import { define as list } from "./notify/list.ts";
import { define as snooze } from "./notify/snooze.ts";
import { define as test } from "./notify/test.ts";
import { define as wake } from "./notify/wake.ts";
import type { Shell } from "./shell.ts";
import { unknownSubverb } from "./unknown-subverb.ts";

/** In the order of `errand notify --help`. */
const SUBVERBS = [
  { name: "list", summary: "rules, what goes on, and the last notices", define: list },
  { name: "test", summary: "send a word to a channel, to see that it arrives", define: test },
  { name: "snooze", summary: "say nothing of some commands for a time", define: snooze },
  { name: "wake", summary: "end a snooze", define: wake },
] as const;

export function define(command: Command, shell: Shell): void {
  command.allowExcessArguments().action(() => {
    const [word] = command.args;
    if (word !== undefined) throw unknownSubverb("notify", word, SUBVERBS);
    command.outputHelp();
  });
  for (const { name, summary, define } of SUBVERBS) {
    define(command.command(name).summary(summary).description(summary), shell);
  }
}
