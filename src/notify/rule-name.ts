import { targetOf } from "../core/channel-key.ts";
import type { NoticeRule, Streak } from "../core/notice.ts";

/** A rule as streaks remember it. What else it says may change meanwhile. */
export function nameOf({ channel, after }: NoticeRule): string {
  return `${channel.key}${AFTER}${after}`;
}

const AFTER = " after ";

/** Whether the rule told of the streak, or one that stood in its place, before its secret or its sender was another. */
export function hasTold(rule: NoticeRule, { told }: Streak, rules: readonly NoticeRule[]): boolean {
  if (told.includes(nameOf(rule))) return true;
  const present = rules.map(nameOf);
  const place = placeOf(nameOf(rule));
  return told.some((name) => !present.includes(name) && placeOf(name) === place);
}

/** Keys of the channels that were told of a streak. */
export function channelsTold({ told }: Streak): string[] {
  return told.map((name) => name.split(AFTER)[0] ?? name);
}

/** Whether a channel was told of a silence, or one that stood in its place. */
export function hasHeard(
  { channel }: Pick<NoticeRule, "channel">,
  told: readonly string[],
  rules: readonly NoticeRule[],
): boolean {
  if (told.includes(channel.key)) return true;
  const present = rules.map((rule) => rule.channel.key);
  return told.some((key) => !present.includes(key) && targetOf(key) === targetOf(channel.key));
}

function placeOf(name: string): string {
  const [key = "", after = ""] = name.split(AFTER);
  return `${targetOf(key)}${AFTER}${after}`;
}
