import type { Command } from "commander";

/** Of the verbs whose own help has none: each what stands behind it. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  list: ["", "--long"],
  history: ["--failed --since 2d", "--command nightly-backup --limit 5", "--arg stage=review --json"],
  show: ["last", "019ad3c2-6f1e"],
  logs: ["", "-f last", "--command nightly-backup --grep error"],
  cancel: ["019ad3c2-6f1e", "--all 019ad3c2-6f1e"],
  dead: ["list", "retry --help"],
  "dead list": ["", "--command send-mail --since 2d"],
  "dead show": ["019ad3c2-6f1e"],
  "dead discard": ['019ad3c2-6f1e --reason "the reader is gone"', '--command send-mail --reason "old mails"'],
  "dead ack": ["019ad3c2-6f1e", '--all --reason "the disk was full"'],
  status: ["", "--strict"],
  start: ["", "--watch", "--concurrency 4 --grace 1m"],
  queue: ["list", "pause --help"],
  "queue list": [""],
  "queue resume": ["mail"],
  tick: ["", "--cron"],
  schedule: ["list", "why --help"],
  "schedule list": ["", "--all"],
  "schedule next": ["nightly-backup --count 3", '--cron "0 8 * * MON-FRI" --timezone Europe/London'],
  "schedule why": ["nightly-backup", "nightly-backup --at yesterday"],
  "schedule resume": ["nightly-backup --dry-run", "nightly-backup"],
  "schedule rewind": ["--all --dry-run"],
  "schedule remove": ["queue-check"],
  crontab: ["print", "install --help"],
  "crontab print": ["", "--each"],
  "crontab install": ["", "--yes"],
  "crontab remove": [""],
  "crontab check": [""],
  notify: ["list", "snooze --help"],
  "notify list": ["", "--limit 50"],
  "notify wake": ["nightly-backup"],
  doctor: ["", "--deep"],
  prune: ["--dry-run", "--older-than 30d"],
  init: ["--dry-run", ""],
  make: ["essays:archive", 'nightly-backup --summary "Back the database up"'],
};

/** At the end of the help of a verb, and of the verbs below it. */
export function addExamples(command: Command, path: readonly string[]): void {
  const [errand = "", ...verbs] = path;
  const examples = EXAMPLES[verbs.join(" ")] ?? [];
  const lines = examples.map((words) => `  ${[errand, ...verbs, words].join(" ").trimEnd()}`);
  if (lines.length > 0)
    command.addHelpText("after", `\nExample${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`);
  for (const below of command.commands) addExamples(below, [...path, below.name()]);
}
