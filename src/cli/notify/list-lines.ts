import { styleText } from "node:util";
import type { NotifyFault } from "../../config/shape.ts";
import type { Notice, NoticeRule, Snooze, Streak } from "../../core/notice.ts";
import { describeChannel } from "../../notify/send/send.ts";
import type { Shell } from "../shell.ts";
import { count as countOf } from "../start/count.ts";
import { formatTable, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { agoWord, clockWord, plainWord } from "../words.ts";

/** How telling stands. */
export interface NotifyFacts {
  rules: readonly NoticeRule[];
  /** Rules that cannot be read here, and keep all others from telling. */
  faults: readonly NotifyFault[];
  /** What the config names that fits no command. */
  strangers: readonly string[];
  streaks: Streak[];
  snoozes: Snooze[];
  notices: Notice[];
}

/** Rules, streaks, snoozes and the last notices, for people: a section each, empty ones left out. */
export function describeNotify(
  { rules, faults, strangers, streaks, snoozes, notices }: NotifyFacts,
  { host }: Shell,
): string {
  const [now, width] = [host.clock.now(), tableWidth(host)];
  if (rules.length + faults.length + strangers.length === 0) return NO_RULES;
  const sections = [
    rules.length === 0 ? "" : formatTable(RULE_COLUMNS, rules.map(ruleCells), width),
    section("nobody is told from here, as", faults, ({ message }) => message),
    section("of no command that there is", strangers, (words) => words),
    section("in a row", streaks, (streak) => wordStreak(streak, now)),
    section("snoozed", snoozes, (snooze) => wordSnooze(snooze, now)),
    notices.length === 0
      ? ""
      : formatTable(
          NOTICE_COLUMNS,
          notices.map((one) => noticeCells(one, now)),
          width,
        ),
  ];
  return sections.filter((text) => text !== "").join("\n\n");
}

const NO_RULES =
  "nobody is told of anything: the config has no notify. Next: add notify: [{ to: { slack: { url } } }] to errand.config.ts";

const RULE_COLUMNS: Column[] = [
  { head: "CHANNEL" },
  { head: "TO", least: 12, spare: 2 },
  { head: "OF", least: 8 },
  { head: "WHEN", least: 12 },
];

function ruleCells({ channel, on, commands, after }: NoticeRule): string[] {
  const often = after > 1 ? `, ${after} in a row` : "";
  const when = channel.kind === "ping" ? "each start, success and failure" : `${on.join(", ")}${often}`;
  return [channel.key, describeChannel(channel), commands, when];
}

const NOTICE_COLUMNS: Column[] = [
  { head: "WRITTEN", align: "right" },
  { head: "CHANNEL", spare: 2 },
  { head: "EVENT" },
  { head: "WHAT", least: 16 },
  { head: "SENT", least: 8 },
];

function noticeCells(notice: Notice, now: number): string[] {
  const { createdAt, channel, kind, facts } = notice;
  return [agoWord(createdAt, now), channel, kind, facts.message, wordFate(notice, now)];
}

function wordFate({ sentAt, sendAfter, tries, error }: Notice, now: number): string {
  if (sentAt !== null) return agoWord(sentAt, now);
  const why = error === null ? "" : `: ${error}`;
  if (sendAfter === null) return `given up after ${tries === 1 ? "1 try" : `${tries} tries`}${why}`;
  return `${sendAfter <= now ? "not yet" : `again at ${clockWord(sendAfter, now)}`}${why}`;
}

function wordStreak({ command, kind, count, beganAt, told }: Streak, now: number): string {
  const nouns = { failure: "failure", skip: "skip", late: "late start" };
  const known = told.length === 0 ? ", told to nobody" : "";
  return `${command}: ${countOf(count, nouns[kind])} since ${agoWord(beganAt, now)}${known}`;
}

function wordSnooze({ pattern, until, by }: Snooze, now: number): string {
  return `${pattern} until ${clockWord(until, now)}, by ${by}`;
}

function section<One>(title: string, ones: readonly One[], word: (one: One) => string): string {
  if (ones.length === 0) return "";
  return [styleText("dim", title), ...ones.map((one) => `  ${plainWord(word(one))}`)].join("\n");
}
