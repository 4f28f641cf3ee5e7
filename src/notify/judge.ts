import { newId } from "../core/ids.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import type {
  Happening,
  NewNotice,
  NoticeEvent,
  NoticeFacts,
  NoticeKind,
  NoticeRule,
  Ping,
  Streak,
  StreakKind,
} from "../core/notice.ts";
import type { Run } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import type { Happenings, Telling } from "../store/notice-store.ts";
import { factsOfRun } from "./facts.ts";
import { hasTold, nameOf } from "./rule-name.ts";
import { wordLate, wordNotRun, wordRun } from "./word-notice.ts";

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
  readonly #now: number;

  constructor({ streaks, snoozes }: Happenings, rules: readonly NoticeRule[], now: number) {
    this.#streaks = new Map(streaks.map((streak) => [keyOf(streak), streak]));
    this.#snoozes = snoozes;
    this.#rules = rules;
    this.#now = now;
  }

  telling(taken: number[]): Telling {
    const streaks = [...this.#streaks.values()];
    return { taken, streaks, ended: [...this.#ended.values()], notices: this.#notices, now: this.#now };
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
    const facts = (event: NoticeEvent): NoticeFacts =>
      factsOfRun(run, { at, streak, message: wordRun(event, run, streak) });
    // One rule that wants both hears the stronger word once.
    const events: NoticeEvent[] = run.queue === null ? ["failure"] : ["dead", "failure"];
    this.#tell(streak, { events, runId: run.id, facts });
  }

  #succeed(run: Run, at: number): void {
    this.#ping("success", run, at);
    this.#onTime(run);
    this.#stop(run.command, "skip");
    const streak = this.#stop(run.command, "failure");
    if (!streak) return;
    const facts = factsOfRun(run, { at, streak, message: wordRun("recovered", run, streak) });
    for (const rule of this.#rulesFor(run.command, ["recovered"])) {
      if (this.#heardOf(streak, rule))
        this.#say("recovered", rule, { command: run.command, runId: run.id, facts });
    }
  }

  /** The good news goes to those who had the bad, and to those who want nothing but good. */
  #heardOf(streak: Streak, rule: NoticeRule): boolean {
    const wantedFailures = rule.on.includes("failure") || rule.on.includes("dead");
    return wantedFailures ? hasTold(rule, streak, this.#rules) : streak.count >= rule.after;
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

  /** Each rule that wants one of the events and has not told of the streak. */
  #tell(
    streak: Streak,
    said: {
      events: readonly NoticeEvent[];
      runId: string | null;
      facts: (event: NoticeEvent) => NoticeFacts;
      lateMs?: number;
    },
  ): void {
    const { command } = streak;
    for (const rule of this.#rulesFor(command, said.events)) {
      const event = said.events.find((one) => rule.on.includes(one));
      const tooEarly = streak.count < rule.after || (said.lateMs ?? Infinity) < rule.lateByMs;
      if (event === undefined || tooEarly || hasTold(rule, streak, this.#rules)) continue;
      streak.told.push(nameOf(rule));
      this.#say(event, rule, { command, runId: said.runId, facts: said.facts(event) });
    }
  }

  #rulesFor(command: string, events: readonly NoticeEvent[]): NoticeRule[] {
    if (this.#snoozes.some(({ pattern }) => fitsPattern(command, pattern))) return [];
    return this.#rules.filter(
      ({ on, commands }) => on.some((one) => events.includes(one)) && fitsPattern(command, commands),
    );
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
    { channel }: NoticeRule,
    said: { command: string; runId: string | null; facts: NoticeFacts },
  ): void {
    this.#notices.push({ id: newId(this.#now), kind, channel: channel.key, ...said });
  }
}

function keyOf({ command, kind }: Pick<Streak, "command" | "kind">): string {
  return `${kind} ${command}`;
}
