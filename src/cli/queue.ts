import type { Command } from "commander";
import { parseLate } from "./parse-late.ts";
import { define as list } from "./queue/list.ts";
import { define as pause } from "./queue/pause.ts";
import { define as resume } from "./queue/resume.ts";
import type { Leave, Shell } from "./shell.ts";
import { unknownSubverb } from "./unknown-subverb.ts";
import type { ParsedVerb } from "./verbs.ts";

/** In the order of `errand queue --help`. */
const SUBVERBS: readonly ({ name: string; summary: string } & ParsedVerb)[] = [
  { name: "list", summary: "what waits and runs in each queue, its limits, who works it", define: list },
  { name: "pause", summary: "let a queue rest, for a time or until it is resumed", define: pause },
  { name: "resume", summary: "end a pause", define: resume },
];

export function call(argv: string[], shell: Shell): Promise<Leave> {
  const [word] = argv;
  const isKnown = word === undefined || word.startsWith("-") || SUBVERBS.some(({ name }) => name === word);
  if (!isKnown) throw unknownSubverb("queue", word, SUBVERBS);
  return parseLate("queue", { define }, shell);
}

export function define(command: Command, shell: Shell): void {
  command.action(() => {
    command.outputHelp();
  });
  for (const { name, summary, define: defineSubverb } of SUBVERBS)
    defineSubverb(command.command(name).summary(summary).description(summary), shell);
}
