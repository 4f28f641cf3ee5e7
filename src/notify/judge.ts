import { fitsPattern } from "../core/name-pattern.ts";
import type {
  Happening,
  NewNotice,
  NoticeFacts,
  NoticeKind,
  NoticeRule,
  Ping,
  Streak,
  StreakKind,
  ToldSilence,
} from "../core/notice.ts";
import type { Run } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import type { Happenings, Telling } from "../store/notice-store.ts";
import { factsOfRun } from "./facts.ts";
import { channelsTold } from "./rule-name.ts";
import { failureNews, newNotice, rulesFor, tellStreak, type StreakNews } from "./tell-streak.ts";
import { hasHeard, hearsOfSilence, wantsFailures, wishesOf } from "./wishes.ts";
import { wordInTime, wordLate, wordNotRun, wordRun } from "./word-notice.ts";

/** What follows from what happened: streaks as they stand then, and what is to be said to whom. Dry runs say nothing. */
export function judge(
  seen: Happenings,
  { rules, now }: { rules: readonly NoticeRule[]; now: number },
): Telling {
  const judge = new Judge(seen, rules, now);
  for (const happening of seen.happenings) judge.take(happening);
  return judge.telling(seen.happenings.map(({ seq }) => seq));
}

class Judge {
  readonly #streaks: Map<string, Streak>;
  readonly #ended = new Map<string, { command: string; kind: StreakKind }>();
  readonly #notices: NewNotice[] = [];
  readonly #rules: readonly NoticeRule[];
  readonly #snoozes: Happenings["snoozes"];
  readonly #overdue: Map<string, ToldSilence>;
  readonly #inTime: string[] = [];
  readonly #now: number;

  constructor({ streaks, snoozes, overdue }: Happenings, rules: readonly NoticeRule[], now: number) {
    this.#streaks = new Map(streaks.map((streak) => [keyOf(streak), streak]));
    this.#snoozes = snoozes;
    this.#overdue = new Map(overdue.map((silence) => [silence.command, silence]));
    this.#rules = rules;
    this.#now = now;
  }

  telling(taken: number[]): Telling {
    const streaks = [...this.#streaks.values()];
    const [ended, inTime] = [[...this.#ended.values()], this.#inTime];
    return { taken, streaks, ended, inTime, notices: this.#notices, now: this.#now };
  }

  take(happening: Happening): void {
    if (happening.kind === "gone" || ("run" in happening && happening.run.dryRun)) return;
    switch (happening.kind) {
      case "started":
        return this.#ping("start", happening.run, happening.at);
      case "ended":
        return this.#end(happening.run, happening.at);
      case "late":
        return this.#late(happening);
      case "not_run":
        return this.#notRun(happening);
    }
  }

  #end(run: Run, at: number): void {
    if (run.state === "succeeded") this.#succeed(run, at);
    else if (run.state === "skipped") this.#skip(run, at);
    else if (isFailure(run.state)) this.#fail(run, at);
  }

  #fail(run: Run, at: number): void {
    this.#ping("fail", run, at);
    this.#onTime(run);
    this.#stop(run.command, "skip");
    const streak = this.#count("failure", run.command, { runId: run.id, at });
    this.#tell(streak, failureNews(run, streak, at));
  }

  #succeed(run: Run, at: number): void {
    this.#ping("success", run, at);
    this.#onTime(run);
    this.#stop(run.command, "skip");
    const streak = this.#stop(run.command, "failure");
    const silence = this.#endSilence(run);
    const rules = rulesFor(run.command, { rules: this.#rules, events: ["recovered"] });
    // Nobody hears twice of one success.
    const told = new Set<string>();
    for (const rule of rules) {
      if (!streak || told.has(rule.channel.key) || !this.#heardOf(streak, rule)) continue;
      told.add(rule.channel.key);
      this.#recover(rule, run, { at, streak, message: wordRun("recovered", run, streak) });
    }
    if (!silence) return;
    const silent = rules.filter((rule) => this.#heardOfSilence(silence, rule));
    for (const [key, rule] of new Map(silent.map((rule) => [rule.channel.key, rule])))
      if (!told.has(key)) this.#recover(rule, run, { at, message: wordInTime(run) });
  }

  #recover(rule: NoticeRule, run: Run, said: { at: number; message: string; streak?: Streak }): void {
    this.#say("recovered", rule, { command: run.command, runId: run.id, facts: factsOfRun(run, said) });
  }

  /** The silence that was told of and is over with this. A success from before it did not end it. */
  #endSilence({ command, finishedAt }: Run): ToldSilence | null {
    const silence = this.#overdue.get(command);
    if (!silence || (finishedAt ?? 0) <= silence.since) return null;
    this.#overdue.delete(command);
    this.#inTime.push(command);
    return silence;
  }

  /** The good news goes to those who had the bad, snoozed or not, and to those who want nothing but good. */
  #heardOf(streak: Streak, rule: NoticeRule): boolean {
    const { command, count } = streak;
    const hadToHear = wantsFailures(wishesOf(rule.channel, command, this.#rules));
    if (hadToHear || this.#isSnoozed(command)) return hasHeard(rule, channelsTold(streak), this.#rules);
    return count >= rule.after;
  }

  #heardOfSilence({ command, told }: ToldSilence, rule: NoticeRule): boolean {
    const wishes = wishesOf(rule.channel, command, this.#rules);
    if (!hearsOfSilence(wishes)) return false;
    const hadToHear = wishes.has("overdue") || this.#isSnoozed(command);
    return !hadToHear || hasHeard(rule, told, this.#rules);
  }

  #skip(run: Run, at: number): void {
    const streak = this.#count("skip", run.command, { runId: run.id, at });
    const facts = (): NoticeFacts => factsOfRun(run, { at, streak, message: wordRun("skip", run, streak) });
    this.#tell(streak, { events: ["skip"], runId: run.id, facts });
  }

  #notRun(ticks: Extract<Happening, { kind: "not_run" }>): void {
    const { command, scheduleId, at, count } = ticks;
    const streak = this.#count("skip", command, { runId: null, at, times: count });
    const facts = (): NoticeFacts => ({
      message: wordNotRun(ticks, streak),
      at,
      run: null,
      streak: { count: streak.count, since: streak.beganAt },
      next: `errand schedule why ${scheduleId}`,
    });
    this.#tell(streak, { events: ["skip"], runId: null, facts });
  }

  #late({ run, lateMs, at }: Extract<Happening, { kind: "late" }>): void {
    const streak = this.#count("late", run.command, { runId: run.id, at });
    const facts = (): NoticeFacts => factsOfRun(run, { at, streak, message: wordLate(run, lateMs, streak) });
    this.#tell(streak, { events: ["late"], runId: run.id, facts, lateMs });
  }

  /** A schedule's run that was not late ends a streak of late ones. */
  #onTime({ id, command, trigger }: Run): void {
    const late = this.#streaks.get(keyOf({ command, kind: "late" }));
    if (late && trigger === "schedule" && late.lastRunId !== id) this.#stop(command, "late");
  }

  #count(
    kind: StreakKind,
    command: string,
    { runId, at, times = 1 }: { runId: string | null; at: number; times?: number },
  ): Streak {
    const key = keyOf({ command, kind });
    const known = this.#streaks.get(key);
    const { count, beganAt, told } = known ?? { count: 0, beganAt: at, told: [] };
    const streak = { command, kind, count: count + times, beganAt, lastRunId: runId, told: [...told] };
    this.#streaks.set(key, streak);
    return streak;
  }

  #stop(command: string, kind: StreakKind): Streak | undefined {
    const key = keyOf({ command, kind });
    const streak = this.#streaks.get(key);
    if (!streak) return undefined;
    this.#streaks.delete(key);
    this.#ended.set(key, { command, kind });
    return streak;
  }

  #tell(streak: Streak, news: StreakNews): void {
    if (this.#isSnoozed(streak.command)) return;
    this.#notices.push(...tellStreak(streak, news, { rules: this.#rules, now: this.#now }));
  }

  #isSnoozed(command: string): boolean {
    return this.#snoozes.some(({ pattern }) => fitsPattern(command, pattern));
  }

  #ping(ping: Ping, run: Run, at: number): void {
    const facts = factsOfRun(run, { at, message: `${run.command}: ${ping}` });
    for (const rule of this.#rules) {
      if (rule.channel.kind === "ping" && fitsPattern(run.command, rule.commands))
        this.#say(`ping_${ping}`, rule, { command: run.command, runId: run.id, facts });
    }
  }

  #say(
    kind: NoticeKind,
    rule: NoticeRule,
    said: { command: string; runId: string | null; facts: NoticeFacts },
  ): void {
    this.#notices.push(newNotice(kind, rule, { ...said, now: this.#now }));
  }
}

function keyOf({ command, kind }: Pick<Streak, "command" | "kind">): string {
  return `${kind} ${command}`;
}
