import { fitsPattern } from "../core/name-pattern.ts";
import type { NewNotice, NoticeRule, Streak } from "../core/notice.ts";
import type { Store } from "../store/store.ts";
import { failureNews, tellStreak } from "./tell-streak.ts";

export interface SnoozeHouse {
  store: Pick<Store, "endedSnoozes" | "snoozes" | "streaks" | "findRun" | "endSnoozes">;
  rules: readonly NoticeRule[];
  now: number;
}

/**
 * Tells of commands that a snooze kept quiet and that still fail now that it is over: who waited for their next failure
 * would hear of a yearly job in a year. Once, whoever looks: the snooze goes with what is written of it.
 */
export async function tellBehindSnoozes({ store, rules, now }: SnoozeHouse): Promise<void> {
  const ended = await store.endedSnoozes(now);
  if (ended.length === 0) return;
  const asleep = await store.snoozes(now);
  const isNews = ({ command, kind }: Streak): boolean =>
    kind === "failure" &&
    ended.some(({ pattern }) => fitsPattern(command, pattern)) &&
    !asleep.some(({ pattern }) => fitsPattern(command, pattern));
  const streaks = (await store.streaks()).filter(isNews);
  const notices: NewNotice[] = [];
  for (const streak of streaks) {
    const run = streak.lastRunId === null ? undefined : await store.findRun(streak.lastRunId);
    // Its rows may be pruned by now: then there is nothing to show.
    if (run)
      notices.push(...tellStreak(streak, failureNews(run, streak, run.finishedAt ?? now), { rules, now }));
  }
  // When a streak went on meanwhile, or another teller was quicker, the next look sees it as it stands then.
  await store.endSnoozes(ended, { streaks, notices, now });
}
