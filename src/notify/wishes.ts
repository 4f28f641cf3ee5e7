import { targetOf } from "../core/channel-key.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import type { Channel, NoticeEvent, NoticeRule } from "../core/notice.ts";

/** All that a channel wants to hear of a command, by whichever of its rules. */
export function wishesOf(
  { key }: Pick<Channel, "key">,
  command: string,
  rules: readonly NoticeRule[],
): ReadonlySet<NoticeEvent> {
  const its = rules.filter(({ channel, commands }) => channel.key === key && fitsPattern(command, commands));
  return new Set(its.flatMap(({ on }) => on));
}

export function wantsFailures(wishes: ReadonlySet<NoticeEvent>): boolean {
  return wishes.has("failure") || wishes.has("dead");
}

/** Who is told of a silence, of its end alone too: as with failures, who wants nothing but good. */
export function hearsOfSilence(wishes: ReadonlySet<NoticeEvent>): boolean {
  return wishes.has("overdue") || (wishes.has("recovered") && !wantsFailures(wishes));
}

/** Whether a channel was told, or one that stood in its place. */
export function hasHeard(
  { channel }: Pick<NoticeRule, "channel">,
  told: readonly string[],
  rules: readonly NoticeRule[],
): boolean {
  const present = rules.map((rule) => rule.channel.key);
  const stoodFor = (key: string): boolean =>
    !present.includes(key) && targetOf(key) === targetOf(channel.key);
  return told.some((key) => key === channel.key || stoodFor(key));
}
