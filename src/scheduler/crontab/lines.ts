import { quoteWord } from "./quote-word.ts";

/** How cron, which knows no PATH and no folder, calls errand for one project. Paths are absolute. */
export interface Caller {
  root: string;
  /** The node that runs it, and errand's own script. */
  node: string;
  main: string;
  /** Words behind the verb: `--config FILE`. */
  flags: readonly string[];
  /** NODE_ENV, where the caller has one; cron has none. */
  environment: string | undefined;
}

/** A schedule in words that cron understands. */
export interface CronEntry {
  id: string;
  /** Five fields. */
  time: string;
}

/** The one line that does it all: every minute one pass over what is due. */
export function tickLine(caller: Caller): string {
  return `* * * * * ${goTo(caller)} && ${callOf(caller, ["tick", "--cron"])}`;
}

/**
 * The line of one schedule. A run prints what its command prints, and cron mails all that it hears; so it is kept
 * back, and said only when the run failed.
 */
export function scheduleLine({ id, time }: CronEntry, caller: Caller): string {
  const call = callOf(caller, ["schedule", "run", "--trigger", "crontab", "--quiet"]);
  return String.raw`${time} ${goTo(caller)} && out=$(${call} -- ${quoteWord(id)} 2>&1) || printf '\%s\n' "$out"`;
}

function goTo({ root }: Caller): string {
  return `cd ${quoteWord(root)}`;
}

/** The folder of node stands first in PATH, so that programs which a command starts find the same one. */
function callOf({ node, main, flags, environment }: Caller, verb: readonly string[]): string {
  const path = `PATH=${quoteWord(node.replace(/\/[^/]*$/, ""))}:"\${PATH:-/usr/bin:/bin}"`;
  const settings = environment === undefined ? [path] : [path, `NODE_ENV=${quoteWord(environment)}`];
  return [...settings, quoteWord(node), quoteWord(main), ...verb, ...flags.map(wordOf)].join(" ");
}

function wordOf(flag: string): string {
  return /^--[a-z]+$/.test(flag) ? flag : quoteWord(flag);
}
