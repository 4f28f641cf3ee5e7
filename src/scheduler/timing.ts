import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import type { JsonObject } from "../core/json.ts";
import { quote } from "../core/quote.ts";
import { FOLD_POLICIES, GAP_POLICIES, type DayWindow, type Rule, type Timing } from "../core/schedule.ts";
import { parseCron } from "./cron.ts";
import { dueAt, parseInstant, parseWall } from "./local-time.ts";
import { timetableOf } from "./timetable.ts";
import { isZoneName, ZONE_HELP, zoneMeant } from "./zone-name.ts";
import { Zone } from "./zone.ts";

/** What is wrong with one field; `message` is the end of a sentence: `must be …`. */
export interface TimingProblem {
  field: string;
  value: unknown;
  message: string;
}

export interface TimingDefaults {
  timezone: string;
  now: number;
  /** What `H` is hashed from. */
  id: string;
}

/** Judges what a schedule says of time, all of it at once. */
export function readTiming(
  written: JsonObject,
  { timezone, now, id }: TimingDefaults,
): { timing: Timing } | { problems: TimingProblem[] } {
  const reader = new TimingReader(written);
  const name = reader.timezone(timezone);
  const zone = Zone.of(name);
  const timing: Timing = {
    rule: reader.rule(id),
    timezone: name,
    gap: reader.word("gap", GAP_POLICIES, "next"),
    fold: reader.word("fold", FOLD_POLICIES, "first"),
    between: reader.windows("between"),
    unless: reader.windows("unless"),
    from: reader.instant("from", zone),
    until: reader.instant("until", zone),
    exclude: reader.dates(),
  };
  if (reader.problems.length === 0) reader.refuseNever(timing, now);
  return reader.problems.length === 0 ? { timing } : { problems: reader.problems };
}

const EVERY_LEAST_MS = 1_000;
const EVERY_MOST_MS = 366 * 86_400_000;
const TIMES = ["cron", "every", "at"] as const;
const LOCAL_HELP = 'must be a time such as "2026-12-01T09:00"';

/** Takes the fields of a written schedule one by one and keeps what is wrong with them. */
class TimingReader {
  readonly problems: TimingProblem[] = [];
  readonly #written: JsonObject;

  constructor(written: JsonObject) {
    this.#written = written;
  }

  rule(id: string): Rule {
    const given = TIMES.filter((field) => this.#written[field] !== undefined);
    const [field] = given;
    if (field === undefined || given.length > 1) return this.#refuseTimes(given);
    const text = this.#text(field);
    if (text === undefined) return NO_RULE;
    if (field === "cron") return this.#cron(text, id);
    return field === "every" ? this.#every(text) : this.#at(text);
  }

  timezone(fallback: string): string {
    const name = this.#text("timezone") ?? fallback;
    if (isZoneName(name)) return name;
    const meant = zoneMeant(name);
    this.#refuse(
      "timezone",
      name,
      `${ZONE_HELP}${meant === undefined ? "" : `; did you mean ${quote(meant)}?`}`,
    );
    return "UTC";
  }

  word<Word extends string>(field: string, legal: readonly Word[], fallback: Word): Word {
    const value = this.#written[field];
    if (value === undefined) return fallback;
    const known = legal.find((word) => word === value);
    if (known === undefined) this.#refuse(field, value, `must be one of ${legal.join(", ")}`);
    return known ?? fallback;
  }

  windows(field: "between" | "unless"): DayWindow[] {
    return this.#list(field).flatMap((value) => {
      const window = typeof value === "string" ? parseWindow(value) : undefined;
      if (!window)
        this.#refuse(field, value, 'must be a span of the day such as "09:00-17:30" or "22:00-06:00"');
      return window ?? [];
    });
  }

  instant(field: "from" | "until", zone: Zone): number | null {
    const text = this.#text(field);
    if (text === undefined) return null;
    const wall = parseWall(text);
    const instant =
      wall === undefined ? parseInstant(text) : dueAt(wall, zone, { gap: "next", fold: "first" })[0];
    if (instant === undefined) this.#refuse(field, text, `${LOCAL_HELP} or a date such as "2026-12-01"`);
    return instant ?? null;
  }

  dates(): string[] {
    return this.#list("exclude").flatMap((value) => {
      const legal = typeof value === "string" && value.length === 10 && parseWall(value) !== undefined;
      if (!legal) this.#refuse("exclude", value, 'must be a list of dates such as "2026-12-25"');
      return legal ? value : [];
    });
  }

  /** A schedule that is never due is a mistake that nobody would ever hear of. A single time in the past was due once. */
  refuseNever(timing: Timing, now: number): void {
    const { from, until, rule } = timing;
    if (from !== null && until !== null && until <= from)
      return this.#refuse("until", this.#written["until"], "must be later than from");
    const beginning = rule.kind === "at" ? 0 : until === null ? now : Math.min(now, until - LOOK_BACK_MS);
    if (timetableOf(timing).next(beginning) !== null) return;
    const field = TIMES.find((one) => this.#written[one] !== undefined) ?? "cron";
    this.#refuse(field, this.#written[field], "is never due: no date and no hour is left for it");
  }

  #cron(text: string, id: string): Rule {
    const parsed = parseCron(text, id);
    if ("expression" in parsed) return { kind: "cron", expression: parsed.expression };
    this.#refuse("cron", text, parsed.fault);
    return NO_RULE;
  }

  #every(text: string): Rule {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= EVERY_LEAST_MS && ms <= EVERY_MOST_MS) return { kind: "every", ms };
    this.#refuse(
      "every",
      text,
      ms === undefined ? `must be ${DURATION_HELP}` : "must be between 1s and 366d",
    );
    return NO_RULE;
  }

  #at(text: string): Rule {
    if (text.length > 10 && (parseWall(text) ?? parseInstant(text)) !== undefined)
      return { kind: "at", local: text };
    this.#refuse("at", text, LOCAL_HELP);
    return NO_RULE;
  }

  #refuseTimes(given: readonly string[]): Rule {
    const what =
      given.length === 0
        ? "must be given, or every, or at"
        : `cannot stand beside ${given.slice(1).join(" and ")}: one of them`;
    this.#refuse(given[0] ?? "cron", given[0] === undefined ? undefined : this.#written[given[0]], what);
    return NO_RULE;
  }

  #text(field: string): string | undefined {
    const value = this.#written[field];
    if (value === undefined || typeof value === "string") return value;
    this.#refuse(field, value, "must be text");
    return undefined;
  }

  #list(field: string): unknown[] {
    const value = this.#written[field];
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }

  #refuse(field: string, value: unknown, message: string): void {
    this.problems.push({ field, value, message });
  }
}

/** Stands where a rule was refused; it is never used. */
const NO_RULE: Rule = { kind: "every", ms: EVERY_LEAST_MS };
/** An `until` that is past is no mistake: it was due before. */
const LOOK_BACK_MS = 366 * 86_400_000;

function parseWindow(text: string): DayWindow | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const window = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  return window.to > 24 * 60 || window.from === window.to ? undefined : window;
}
