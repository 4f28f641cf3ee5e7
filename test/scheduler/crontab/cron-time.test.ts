import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import type { Schedule } from "../../../src/core/schedule.ts";
import { nextLocal } from "../../../src/scheduler/timetable/cron.ts";
import { cronTimeOf } from "../../../src/scheduler/crontab/cron-time.ts";
import { readCron } from "../../../src/scheduler/timetable/read-cron.ts";
import { clockChangePolicies } from "../../../src/scheduler/timetable/read-rule.ts";
import { timetableOf } from "../../../src/scheduler/timetable/timetable.ts";
import { isDueForCron } from "./as-cron.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

const DAILY: Schedule = {
  id: "report",
  command: "report",
  program: null,
  args: {},
  rule: { kind: "cron", expression: "0 8 * * *" },
  timezone: "UTC",
  gap: "next",
  fold: "first",
  between: [],
  unless: [],
  from: null,
  until: null,
  exclude: [],
  jitterMs: 0,
  environments: [],
  overlap: "skip",
  overlapKey: "report",
  catchUp: { policy: "skip", withinMs: 0, max: 1, spacingMs: 0 },
  conditional: false,
  source: "code",
  place: "commands/report.ts",
};

function timeOf(part: Partial<Schedule>, zone = "UTC") {
  const usual = part.rule ? clockChangePolicies(part.rule) : {};
  return cronTimeOf({ ...DAILY, ...usual, ...part }, { zone, now: NOW, environment: "production" });
}

function timeOfCron(text: string) {
  const parsed = readCron(text, "report");
  if ("fault" in parsed) throw new Error(parsed.fault);
  return timeOf({ rule: { kind: "cron", expression: parsed.normal } });
}

describe("a cron expression", () => {
  it.each([
    ["0 8 * * MON-FRI", "0 8 * * 1-5"],
    ["@daily", "0 0 * * *"],
    ["*/5 9-17 1,15 JAN,jul ?", "*/5 9-17 1,15 1,7 *"],
    ["0 0 * * SAT-SUN", "0 0 * * 6-7"],
    // cron takes a day that begins with a star for one that says nothing.
    ["0 0 */2 * MON", "0 0 1-31/2 * 1"],
    ["0 0 1 * */2", "0 0 1 * 0-6/2"],
  ])("%s stands in a crontab as %s", (text, time) => {
    expect(timeOfCron(text)).toEqual({ time });
  });

  it.each([
    ["30 0 8 * * *", "has 6 fields, and cron knows five"],
    ["0 0 8 * * * 2027", "has 7 fields, and cron knows five"],
    ["0 8 L * *", 'says "L", which cron does not know'],
    ["0 8 15W * *", 'says "15W", which cron does not know'],
    ["0 8 * * FRI#2", 'says "5#2", which cron does not know'],
    ["0 8 * * WEDL", 'says "3L", which cron does not know'],
    ["0 8 1 * +MON", 'says "+1", which cron does not know'],
  ])("%s does not: it %s", (text, reason) => {
    expect(timeOfCron(text)).toEqual({ reason });
  });

  it("means the same minutes to cron, whatever it says", () => {
    fc.assert(
      fc.property(expression, fc.integer({ min: NOW, max: NOW + 4 * 365 * 1_440 * MINUTE }), (text, from) => {
        // A star among others in a list is refused before.
        fc.pre("normal" in readCron(text, "report"));
        const found = timeOfCron(text);
        if ("reason" in found) throw new Error(`left out: ${found.reason}`);
        const parsed = readCron(text, "report");
        const start = Math.floor(from / MINUTE) * MINUTE;
        const next = "normal" in parsed ? nextLocal(parsed.normal, start) : null;
        expect(nextForCron(found.time, start)).toBe(next);
      }),
      { numRuns: 300 },
    );
  });
});

const item = (low: number, high: number, star: string) =>
  fc.oneof(
    fc.constant(star),
    fc.integer({ min: low, max: high }).map(String),
    fc
      .tuple(
        fc.integer({ min: low, max: high }),
        fc.integer({ min: low, max: high }),
        fc.integer({ min: 1, max: 4 }),
      )
      .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}/${step}`),
    fc.integer({ min: 1, max: 5 }).map((step) => `*/${step}`),
  );
const list = (low: number, high: number, star = "*") =>
  fc.array(item(low, high, star), { minLength: 1, maxLength: 2 }).map((items) => items.join(","));
const weekday = fc.oneof(list(0, 7), fc.constantFrom("SAT-SUN", "MON-FRI", "WED", "?"));

/** Every date that it names comes every year: a search that finds nothing would take long. */
const expression = fc
  .tuple(list(0, 59), list(0, 23), fc.oneof(list(1, 28), fc.constant("?")), list(1, 12), weekday)
  .map((fields) => fields.join(" "));

function nextForCron(time: string, after: number): number | null {
  const [minute, hour, ...days] = time.split(" ");
  const ofDay = `* * ${days.join(" ")}`;
  for (let at = after + MINUTE; at < after + 5 * 366 * 1_440 * MINUTE;) {
    const wall = new Date(at);
    const isDay = isDueForCron(ofDay, wall);
    const isHour = isDay && isDueForCron(`* ${hour} * * *`, wall);
    if (isHour && isDueForCron(`${minute} * * * *`, wall)) return at;
    const step = isHour ? MINUTE : isDay ? 60 * MINUTE : 1_440 * MINUTE;
    at = (Math.floor(at / step) + 1) * step;
  }
  return null;
}

describe("an interval", () => {
  it.each([
    ["1 minute", 1, "* * * * *"],
    ["15 minutes", 15, "*/15 * * * *"],
    ["an hour", 60, "0 * * * *"],
    ["6 hours", 360, "0 */6 * * *"],
    ["a day", 1_440, "0 0 * * *"],
  ])("of %s stands in a crontab", (_, minutes, time) => {
    const ms = minutes * MINUTE;
    expect(timeOf({ rule: { kind: "every", ms } })).toEqual({ time });
    const ticks = timetableOf({ ...DAILY, rule: { kind: "every", ms } });
    expect(nextForCron(time, NOW)).toBe(ticks.next(NOW));
  });

  it.each([30_000, 90_000, 7 * MINUTE, 90 * MINUTE, 7 * 60 * MINUTE, 2_880 * MINUTE])(
    "of %d ms does not, as it does not divide",
    (ms) => {
      expect(timeOf({ rule: { kind: "every", ms } })).toMatchObject({
        reason: expect.stringContaining("divides no hour and no day") as string,
      });
    },
  );

  it.each([
    { minutes: 15, zone: "Asia/Kathmandu", fits: true },
    { minutes: 30, zone: "Asia/Kathmandu", fits: false },
    { minutes: 60, zone: "Asia/Kolkata", fits: false },
    { minutes: 60, zone: "Europe/London", fits: true },
    { minutes: 120, zone: "Europe/London", fits: false },
    { minutes: 120, zone: "Africa/Johannesburg", fits: true },
    { minutes: 60, zone: "Australia/Lord_Howe", fits: false },
  ])("of $minutes minutes in $zone: $fits", ({ minutes, zone, fits }) => {
    expect("time" in timeOf({ rule: { kind: "every", ms: minutes * MINUTE } }, zone)).toBe(fits);
  });

  it("counts real time, whatever zone its schedule has", () => {
    expect(timeOf({ rule: { kind: "every", ms: 15 * MINUTE }, timezone: "Asia/Tokyo" })).toHaveProperty(
      "time",
    );
  });
});

describe("a crontab has no word for", () => {
  it.each<[string, Partial<Schedule>, string]>([
    ["one time", { rule: { kind: "at", local: "2026-12-01T09:00" } }, "is due once, at 2026-12-01T09:00"],
    ["a jitter", { jitterMs: 1_000 }, "jitter"],
    ["windows", { between: [{ from: 0, to: 60 }] }, "between certain hours"],
    ["windows that are not", { unless: [{ from: 0, to: 60 }] }, "unless"],
    ["a beginning", { from: NOW }, "from"],
    ["an end", { until: NOW }, "until"],
    ["dates that are not", { exclude: ["2026-12-25"] }, "excludes"],
    ["a question", { conditional: true }, "when()"],
    ["another rule for gaps", { gap: "skip" }, "gap"],
    ["another rule for folds", { fold: "both" }, "fold"],
    ["another zone", { timezone: "Europe/London" }, "goes by Europe/London, and this host's cron by UTC"],
    ["another environment", { environments: ["staging"] }, "is for staging, and this is production"],
  ])("%s", (_, part, reason) => {
    expect(timeOf(part)).toEqual({ reason: expect.stringContaining(reason) as string });
  });

  it("but takes two names of one zone for one, and the environment that is meant", () => {
    expect(timeOf({ timezone: "Etc/UTC", environments: ["staging", "production"] })).toHaveProperty("time");
  });
});
