import { targetOf } from "../core/channel-key.ts";
import type { NoticeRule, Streak } from "../core/notice.ts";

/** A rule as streaks remember it. What else it says may change meanwhile. */
export function nameOf({ channel, after }: NoticeRule): string {
  return `${channel.key}${AFTER}${after}`;
}

const AFTER = " after ";

/**
 * Whether the rule told of the streak, or one that stood in its place: of the same target, and not there any more, as
 * its secret, its sender or its `after` is another now.
 */
export function hasTold(rule: NoticeRule, { told }: Streak, rules: readonly NoticeRule[]): boolean {
  const present = rules.map(nameOf);
  const { target } = placeOf(nameOf(rule));
  const stoodFor = (name: string): boolean => !present.includes(name) && placeOf(name).target === target;
  return told.some((name) => name === nameOf(rule) || stoodFor(name));
}

/** Keys of the channels that were told of a streak. */
export function channelsTold({ told }: Streak): string[] {
  return told.map((name) => placeOf(name).key);
}

function placeOf(name: string): { key: string; target: string } {
  const key = name.split(AFTER)[0] ?? name;
  return { key, target: targetOf(key) };
}
