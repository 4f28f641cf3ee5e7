import type { Rule } from "../core/schedule.ts";
import { nextLocal } from "./cron.ts";
import { parseLocal } from "./local-time.ts";

/** The first time that is due later than this one, or null. */
export type Next = (after: number) => number | null;

/** What a rule says of the clock on the wall, in local times; undefined for one that counts real time. */
export function nextLocalOf(rule: Rule): Next | undefined {
  if (rule.kind === "cron") return (local) => nextLocal(rule.expression, local);
  const local = rule.kind === "at" ? parseLocal(rule.local) : undefined;
  return local === undefined ? undefined : once(local);
}

export function once(time: number): Next {
  return (after) => (time > after ? time : null);
}
