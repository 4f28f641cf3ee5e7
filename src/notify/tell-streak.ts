import { newId } from "../core/ids.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import type { NewNotice, NoticeEvent, NoticeFacts, NoticeKind, NoticeRule, Streak } from "../core/notice.ts";
import type { Run } from "../core/run.ts";
import { factsOfRun } from "./facts.ts";
import { hasTold, nameOf } from "./rule-name.ts";
import { wordRun } from "./word-notice.ts";

/** What a streak is to be told by. */
export interface StreakNews {
  /** The strongest word first: a rule that wants more than one hears that. */
  events: readonly NoticeEvent[];
  runId: string | null;
  facts: (event: NoticeEvent) => NoticeFacts;
  lateMs?: number;
}

/** A notice by each rule that wants one of the events and has not told of the streak; notes on it those that tell now. */
export function tellStreak(
  streak: Streak,
  news: StreakNews,
  { rules, now }: { rules: readonly NoticeRule[]; now: number },
): NewNotice[] {
  const { command } = streak;
  return rulesFor(command, { rules, events: news.events }).flatMap((rule) => {
    const event = news.events.find((one) => rule.on.includes(one));
    const tooEarly = streak.count < rule.after || (news.lateMs ?? Infinity) < rule.lateByMs;
    if (event === undefined || tooEarly || hasTold(rule, streak, rules)) return [];
    streak.told.push(nameOf(rule));
    return newNotice(event, rule, { command, runId: news.runId, facts: news.facts(event), now });
  });
}

/** Of the run that failed last in a streak. */
export function failureNews(run: Run, streak: Streak, at: number): StreakNews {
  return {
    events: run.queue === null ? ["failure"] : ["dead", "failure"],
    runId: run.id,
    facts: (event) => factsOfRun(run, { at, streak, message: wordRun(event, run, streak) }),
  };
}

export function rulesFor(
  command: string,
  { rules, events }: { rules: readonly NoticeRule[]; events: readonly NoticeEvent[] },
): NoticeRule[] {
  return rules.filter(
    ({ on, commands }) => on.some((one) => events.includes(one)) && fitsPattern(command, commands),
  );
}

export function newNotice(
  kind: NoticeKind,
  { channel }: NoticeRule,
  { now, ...said }: { command: string; runId: string | null; facts: NoticeFacts; now: number },
): NewNotice {
  return { id: newId(now), kind, channel: channel.key, ...said };
}
