import type { Command } from "commander";
import { define as ack } from "./dead/ack.ts";
import { define as discard } from "./dead/discard.ts";
import { define as list } from "./dead/list.ts";
import { call as retry } from "./dead/retry.ts";
import { define as show } from "./dead/show.ts";
import { parseLate } from "./parse-late.ts";
import type { Leave, Shell } from "./shell.ts";
import { unknownSubverb } from "./unknown-subverb.ts";
import type { ParsedVerb, RawVerb } from "./verbs.ts";

/** One word behind `errand dead`. */
type Subverb = { name: string; summary: string } & (ParsedVerb | RawVerb);

/** In the order of `errand dead --help`. */
const SUBVERBS: readonly Subverb[] = [
  { name: "list", summary: "what failed for good, by what went wrong", define: list },
  { name: "show", summary: "the runs of one kind of failure, or one run", define: show },
  { name: "retry", summary: "queue dead runs again, with the same or changed args", call: retry },
  { name: "discard", summary: "give dead runs up, and say why", define: discard },
  { name: "ack", summary: "note that somebody has seen to failures", define: ack },
];

export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const [word, ...after] = argv;
  const called = SUBVERBS.find(({ name }) => name === word);
  if (called && "call" in called) return called.call(after, shell);
  if (word !== undefined && !called && !word.startsWith("-")) throw unknownSubverb("dead", word, SUBVERBS);
  return parseLate("dead", { define }, shell);
}

export function define(command: Command, shell: Shell): void {
  command.action(() => {
    command.outputHelp();
  });
  for (const subverb of SUBVERBS) {
    const { name, summary } = subverb;
    const own = command.command(name).summary(summary).description(summary);
    if ("define" in subverb) subverb.define(own, shell);
  }
}
