import type { Command } from "commander";
import { parseLate } from "./parse-late.ts";
import { call as add } from "./schedule/add.ts";
import { define as backfill } from "./schedule/backfill.ts";
import { define as explain } from "./schedule/explain.ts";
import { define as list } from "./schedule/list.ts";
import { define as next } from "./schedule/next.ts";
import { define as pause } from "./schedule/pause.ts";
import { define as remove } from "./schedule/remove.ts";
import { define as resume } from "./schedule/resume.ts";
import { define as rewind } from "./schedule/rewind.ts";
import { call as run } from "./schedule/run.ts";
import { define as simulate } from "./schedule/simulate.ts";
import { define as why } from "./schedule/why.ts";
import type { Leave, Shell } from "./shell.ts";
import { unknownSubverb } from "./unknown-subverb.ts";
import type { ParsedVerb, RawVerb } from "./verbs.ts";

/** One word behind `errand schedule`: parsed by commander, or by itself where a command's own flags follow. */
type Subverb = { name: string; summary: string } & (ParsedVerb | RawVerb);

/** In the order of `errand schedule --help`. */
const SUBVERBS: readonly Subverb[] = [
  { name: "list", summary: "what runs when: next, last, paused by whom", define: list },
  { name: "next", summary: "when a schedule is due next, or any rule", define: next },
  {
    name: "explain",
    summary: "what an expression means, and what it does when clocks change",
    define: explain,
  },
  { name: "why", summary: "why a tick ran, was skipped or missed, or is not due", define: why },
  { name: "simulate", summary: "what would run when, and what would get in its way", define: simulate },
  { name: "pause", summary: "let a schedule rest, for a time or until it is resumed", define: pause },
  { name: "resume", summary: "end a pause, and say what it cost", define: resume },
  {
    name: "rewind",
    summary: "take back what was settled while the clock was ahead",
    define: rewind,
  },
  { name: "run", summary: "run now what a schedule would", call: run },
  {
    name: "backfill",
    summary: "run the ticks of a time past that have not succeeded",
    define: backfill,
  },
  { name: "add", summary: "add a schedule by hand, of a command or a program", call: add },
  { name: "remove", summary: "take a schedule away that was added by hand", define: remove },
];

export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const [word, ...after] = argv;
  const called = SUBVERBS.find(({ name }) => name === word);
  if (called && "call" in called) return called.call(after, shell);
  if (word !== undefined && !called && !word.startsWith("-"))
    throw unknownSubverb("schedule", word, SUBVERBS);
  return parseLate("schedule", { define }, shell);
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
