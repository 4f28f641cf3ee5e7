import { quote } from "../../core/quote.ts";
import type { DayWindow, Timing } from "../../core/schedule.ts";
import { parseDate, parseInstant, parseLocal } from "./local-time.ts";
import type { Refuse, WrittenTiming } from "./written-timing.ts";
import { firstInstant, type Zone } from "./zone.ts";

const MOST_WINDOWS = 48;
const MOST_DATES = 1_000;

/** When a timing has no ticks whatever its rule says. What is wrong is told and left out. */
export function readLimits(
  written: WrittenTiming,
  zone: Zone,
  refuse: Refuse,
): Pick<Timing, "between" | "unless" | "from" | "until" | "exclude"> {
  const limits = {
    between: readWindows("between", written.between, refuse),
    unless: readWindows("unless", written.unless, refuse),
    from: readBound("from", written.from, zone, refuse),
    until: readBound("until", written.until, zone, refuse),
    exclude: readDates(written.exclude, refuse),
  };
  if (limits.from !== null && limits.until !== null && limits.until <= limits.from) {
    refuse("until", written.until, `must be later than from ${quote(written.from)}`);
  }
  return limits;
}

function readWindows(field: "between" | "unless", texts: string[], refuse: Refuse): DayWindow[] {
  if (texts.length > MOST_WINDOWS) refuse(field, texts.length, `must be at most ${MOST_WINDOWS} spans`);
  return texts.slice(0, MOST_WINDOWS).flatMap((text) => {
    const window = parseWindow(text);
    if (!window) refuse(field, text, "must be a span of the day such as 09:00-17:30 or 22:00-06:00");
    return window ?? [];
  });
}

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d) ?- ?(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** A span of no length is none, and one of a whole day would be no limit. */
function parseWindow(text: string): DayWindow | undefined {
  const [, fromHour, fromMinute, toHour = "24", toMinute = "0"] = WINDOW.exec(text) ?? [];
  if (fromHour === undefined) return undefined;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from === to || to - from === 24 * 60 ? undefined : { from, to };
}

function readBound(
  field: "from" | "until",
  text: string | undefined,
  zone: Zone,
  refuse: Refuse,
): number | null {
  if (text === undefined) return null;
  const local = parseDate(text) ?? parseLocal(text);
  const instant = local === undefined ? parseInstant(text) : firstInstant(zone, local);
  if (instant !== undefined) return instant;
  const rule = "must be a local date or time such as 2026-12-01 or 2026-12-01T09:00";
  refuse(field, text, `${rule}, or an instant such as 2026-12-01T09:00Z`);
  return null;
}

function readDates(dates: string[], refuse: Refuse): string[] {
  if (dates.length > MOST_DATES) refuse("exclude", dates.length, `must be at most ${MOST_DATES} dates`);
  return dates.slice(0, MOST_DATES).filter((date) => {
    const legal = parseDate(date) !== undefined;
    if (!legal) refuse("exclude", date, "must be a local date such as 2026-12-25");
    return legal;
  });
}
