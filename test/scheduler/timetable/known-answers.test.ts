import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readCron } from "../../../src/scheduler/timetable/read-cron.ts";
import { zoneFault } from "../../../src/scheduler/timetable/zone-name.ts";
import { inputOf, readCase, type InvalidCase, type NextCase, type TransitionCase } from "./known-cases.ts";
import { faults, ticksFrom, ticksWithin } from "./ticks.ts";

const NEXT = readCase<NextCase>("cron-next.json");
const AGREED = NEXT.filter(({ tier }) => tier !== "dialect");
const DIALECT = NEXT.filter(({ tier }) => tier === "dialect");
const TRANSITIONS = readCase<TransitionCase>("dst.json");
const INVALID = readCase<InvalidCase>("invalid.json");

describe("an expression on which engines agree", () => {
  it("is known in hundreds", () => expect(AGREED.length).toBeGreaterThan(350));

  it.each(AGREED.filter(({ expected }) => expected.length > 0))("$id $expr in $tz", (known) => {
    const { expr, tz, from, expected } = known;
    expect(ticksFrom(expr, tz, from, expected.length)).toEqual(expected);
  });

  it.each(AGREED.filter(({ expected }) => expected.length === 0))(
    "$id $expr is never due",
    ({ expr, tz }) => {
      expect(faults({ cron: expr, timezone: tz })).toEqual([expect.stringContaining("is never due")]);
    },
  );
});

/** What is decided where engines differ, by what the case says of the difference. */
const DECISIONS: [about: RegExp, decision: string | null][] = [
  [/^full day name/, "has a name that is not known: write FRI"],
  [/^open step a\/n/, "needs a range before its step: write "],
  [/^wrap-around range/, "runs backwards: write "],
  [/^L-n offset/, "counts back from the last day: write L"],
  [/^@every_second/, "write * * * * *"],
  [/^day-of-month AND/, null],
  [/^real vixie\/Debian cron treats \*\/2 as a star/, null],
  [/^Cronos skips the short month/, null],
];

describe("an expression on which engines differ", () => {
  it.each(DIALECT)("$id $expr is decided", ({ expr, tz, from, expected, note = "" }) => {
    const [, advice] = DECISIONS.find(([about]) => about.test(note)) ?? [];
    expect(advice, note).toBeDefined();
    const messages = faults({ cron: expr, timezone: tz });
    if (/thu-sun/.test(expr)) expect(ticksFrom(expr, tz, from, 1)).toEqual(expected);
    else expect(messages).toEqual(advice === null ? [] : [expect.stringContaining(advice ?? "")]);
  });

  it("means either day field, unless a plus says both", () => {
    expect(ticksFrom("0 5 13 * 5", "UTC", "2016-01-01T06:00:00Z", 2)).toEqual([
      "2016-01-08T05:00:00.000Z",
      "2016-01-13T05:00:00.000Z",
    ]);
    expect(ticksFrom("0 5 13 * +5", "UTC", "2016-01-01T06:00:00Z", 1)).toEqual(["2016-05-13T05:00:00.000Z"]);
  });

  it("takes */2 among the days for a list, and not for a star", () => {
    const known = DIALECT.find(({ expr }) => expr === "0 16 */2 * sat")!;
    expect(ticksFrom(known.expr, known.tz, known.from, 4)).toEqual(known.expected);
  });

  it("leaves out a month that is too short for 31W", () => {
    expect(ticksFrom("0 9 31W * *", "UTC", "2024-11-01T00:00:00Z", 1)).toEqual(["2024-12-31T09:00:00.000Z"]);
  });
});

describe("a transition of which it is known what Debian cron does", () => {
  it("is known in hundreds", () => expect(TRANSITIONS.length).toBeGreaterThan(200));

  it.each(TRANSITIONS)("$id $expr in $zone", ({ expr, zone, window, recommended, fires_count }) => {
    const ticks = ticksWithin(expr, zone, window.from_exclusive, window.to_inclusive);
    if (recommended) expect(ticks).toEqual(recommended);
    else expect(ticks).toHaveLength(fires_count!.vixie);
  });
});

const refused = (kind: string) => INVALID.filter((known) => known.kind === kind && known.must_reject);

describe("what must be refused", () => {
  it.each(refused("cron"))("cron $id $input", (known) => {
    const input = inputOf(known);
    const reading = readCron(input, "essays:publish");
    expect(reading).toEqual({
      fault: expect.stringMatching(
        /^has an? \S+ ".*" that .*; legal are |^(has|is) .*legal are |^(has|is|names|ends) .*: (write|leave|did you mean) /,
      ) as string,
    });
  });

  it.each(refused("timezone"))("timezone $id $input", (known) => {
    expect(zoneFault(inputOf(known))).toMatch(/^must be an IANA name such as Europe\/London, or UTC/);
  });

  it("is said on one line of plain text", () => {
    for (const known of INVALID.filter(({ kind }) => kind === "cron")) {
      const reading = readCron(inputOf(known), "essays:publish");
      if ("fault" in reading) expect(reading.fault).toMatch(/^[\x20-\x7e…]{20,400}$/);
    }
  });
});

describe("what may be refused", () => {
  it.each([
    ["* * 1,2W * *", []],
    ["0 9 15W,16 * *", []],
    ["*/60 * * * *", ["needs a step from 1 to 59"]],
    ["*/60 * * * * *", ["needs a step from 1 to 59"]],
    ["* * ?,* * *", [`has a day-of-month "?" that is not known`]],
    ["0 0 30 2 *", ["is never due"]],
    ["0 0 31 2,4,6,9,11 *", ["is never due"]],
  ])("%s", (cron, words) => {
    expect(faults({ cron })).toEqual(words.map((word) => expect.stringContaining(word) as string));
  });

  it("a hundred thousand blanks", () => {
    expect(faults({ cron: `*${" ".repeat(100_000)}* * * *` })).toEqual([
      expect.stringContaining("is 100008 characters long: at most 256 are legal"),
    ]);
  });

  it.each(["EST", "HST"])("%s, which has no summer time", (name) => {
    expect(zoneFault(name)).toContain("has no summer time: write ");
  });
});

describe("whatever the zone of the host", () => {
  const script = fileURLToPath(new URL("print-answers.ts", import.meta.url));
  const expected = Object.fromEntries([
    ...AGREED.filter(({ expected }) => expected.length > 0).map(
      ({ id, expected }) => [id, expected] as const,
    ),
    ...TRANSITIONS.map(
      ({ id, recommended }) => [id, recommended ?? (expect.any(Array) as string[])] as const,
    ),
  ]) as Record<string, string[]>;

  it.each(["UTC", "Europe/London", "Australia/Lord_Howe"])("TZ=%s changes no answer", async (TZ) => {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { TZ }, maxBuffer: 1e8 });
    const { zone, answers } = JSON.parse(stdout) as { zone: string; answers: Record<string, string[]> };
    expect(zone).toBe(TZ);
    expect(answers).toEqual(expected);
  });
});
