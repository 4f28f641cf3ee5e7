import prettyMs from "pretty-ms";
import type { DayWindow, Rule, Timing } from "../../core/schedule.ts";
import { describeClock } from "./describe-clock.ts";
import { describeDays } from "./describe-days.ts";
import { listed } from "./listed.ts";
import { DAY_MS, formatLocal, MINUTE_MS, parseInstant } from "./local-time.ts";
import { zoneOf } from "./zone.ts";

/** When a timing is due, in words, without its zone: `at 08:00, Monday to Friday, not on 2026-12-25`. */
export function describeRule(timing: Timing & { jitterMs?: number }): string {
  const { rule, between, unless, from, until, exclude, timezone, jitterMs = 0 } = timing;
  const zone = zoneOf(timezone);
  const local = (instant: number) => formatLocal(instant + zone.offsetAt(instant));
  const parts = [
    ruleWords(rule, local),
    between.length > 0 && `only ${windowWords(between)}`,
    unless.length > 0 && `not ${windowWords(unless)}`,
    exclude.length > 0 && `not on ${dateWords(exclude)}`,
    from !== null && `from ${local(from)}`,
    until !== null && `until ${local(until)}`,
    jitterMs > 0 && `up to ${prettyMs(jitterMs, { verbose: true })} later`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}

function ruleWords(rule: Rule, local: (instant: number) => string): string {
  switch (rule.kind) {
    case "cron":
      return cronWords(rule.expression);
    case "every":
      return `every ${prettyMs(rule.ms, { verbose: true }).replace(/^1 (?=\w+$)/, "")}`;
    case "at":
      return `once, at ${atWords(rule.local, local)}`;
  }
}

function atWords(at: string, local: (instant: number) => string): string {
  const instant = parseInstant(at);
  return instant === undefined ? at.replace("T", " ") : local(instant);
}

function cronWords(expression: string): string {
  const words = expression.split(" ");
  const [second = "", minute = "", hour = "", day = "", month = "", weekday = "", year] =
    words.length === 5 ? ["0", ...words] : words;
  const clock = describeClock({ second, minute, hour });
  const days = describeDays({ day, month, weekday });
  const separator = days.startsWith("on ") && clock.startsWith("at ") ? " " : ", ";
  const years = year === undefined ? "" : `, in ${listed(year.split(","))}`;
  return clock + (days && separator + days) + years;
}

function windowWords(windows: readonly DayWindow[]): string {
  const time = (minutes: number) =>
    minutes * MINUTE_MS === DAY_MS ? "24:00" : formatLocal(minutes * MINUTE_MS).slice(11);
  return listed(windows.map(({ from, to }) => `${time(from)}-${time(to)}`));
}

/** As many as one reads at a glance. */
const FEW = 3;

function dateWords(dates: readonly string[]): string {
  const more = dates.length - FEW;
  return more > 0 ? `${dates.slice(0, FEW).join(", ")} and ${more} more` : listed(dates);
}
