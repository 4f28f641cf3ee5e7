import type { Command } from "commander";
import type { Leave, Shell } from "./shell.ts";

/** A verb that commander parses: it adds its flags and its action. */
export interface ParsedVerb {
  define: (command: Command, shell: Shell) => void;
}

/** A verb that reads its own words, because its start must cost next to nothing. */
export interface RawVerb {
  call: (argv: string[], shell: Shell) => Promise<Leave>;
}

export interface VerbEntry {
  name: string;
  summary: string;
  load: () => Promise<ParsedVerb | RawVerb>;
  /** It has verbs of its own. */
  isGroup?: true;
}

/** Every verb, in the order of `errand --help`. A verb's file is read when it is called, and not before. */
export const VERBS: readonly VerbEntry[] = [
  { name: "run", summary: "run a command here and now", load: () => import("./run.ts") },
  {
    name: "exec",
    summary: "run any program with the same row, lock and limits",
    load: () => import("./exec.ts"),
  },
  { name: "list", summary: "the commands of this project", load: () => import("./list.ts") },
  { name: "history", summary: "what ran, newest first", load: () => import("./history.ts") },
  { name: "show", summary: "everything about one run", load: () => import("./show.ts") },
  { name: "logs", summary: "what a run printed", load: () => import("./logs.ts") },
  { name: "cancel", summary: "end a run that is live", load: () => import("./cancel.ts") },
  { name: "retry", summary: "run again with the same or changed args", load: () => import("./retry.ts") },
  {
    name: "dead",
    summary: "what failed for good: look, retry, give up",
    load: () => import("./dead.ts"),
    isGroup: true,
  },
  { name: "status", summary: "what runs now and what went wrong lately", load: () => import("./status.ts") },
  { name: "start", summary: "tick, and run what falls due, until stopped", load: () => import("./start.ts") },
  {
    name: "enqueue",
    summary: "leave a run of a command to a worker",
    load: () => import("./enqueue.ts"),
  },
  { name: "work", summary: "run what is enqueued, until stopped", load: () => import("./work.ts") },
  {
    name: "queue",
    summary: "what waits where, and queues that rest",
    load: () => import("./queue.ts"),
    isGroup: true,
  },
  { name: "tick", summary: "one pass, for a one-line crontab", load: () => import("./tick.ts") },
  {
    name: "schedule",
    summary: "what runs when, why it did or did not, and what would",
    load: () => import("./schedule.ts"),
    isGroup: true,
  },
  {
    name: "crontab",
    summary: "let the system's cron tick, or take over what it runs",
    load: () => import("./crontab.ts"),
    isGroup: true,
  },
  {
    name: "notify",
    summary: "who is told of what, and whether it went out",
    load: () => import("./notify.ts"),
    isGroup: true,
  },
  { name: "doctor", summary: "check Node, database, config and commands", load: () => import("./doctor.ts") },
  { name: "prune", summary: "delete old finished runs", load: () => import("./prune.ts") },
  { name: "init", summary: "set errand up in this project", load: () => import("./init.ts") },
  { name: "make", summary: "write a new command", load: () => import("./make.ts") },
  {
    name: "complete",
    summary: "completion for bash, zsh, fish or powershell",
    load: () => import("./complete.ts"),
  },
];

/** What errand calls itself with; no word for people. */
const INNER_VERBS: readonly VerbEntry[] = [
  { name: "hooks", summary: "call hooks for another process", load: () => import("./hooks.ts") },
  { name: "attend", summary: "live one run for a scheduler", load: () => import("./attend.ts") },
];

export function findVerb(name: string): VerbEntry | undefined {
  return [...VERBS, ...INNER_VERBS].find((entry) => entry.name === name);
}
