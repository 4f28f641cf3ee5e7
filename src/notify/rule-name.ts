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

function placeOf(name: string): string {
  const [key = "", after = ""] = name.split(AFTER);
  return `${targetOf(key)}${AFTER}${after}`;
}
