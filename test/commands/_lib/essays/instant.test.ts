import { fc } from "../../../properties.ts";
import { describe, expect, test } from "vitest";
import { parseInstant } from "../../../../commands/_lib/essays/instant.ts";

const iso = (value: unknown): string | undefined => {
  const instant = parseInstant(value);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe("a date in front matter", () => {
  test.each([
    ["2026-03-01", "2026-03-01T00:00:00.000Z"],
    [" 2026-03-01 ", "2026-03-01T00:00:00.000Z"],
    ["2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"],
    ["2026-03-01T09:30", "2026-03-01T09:30:00.000Z"],
    ["2026-03-01 09:30:00", "2026-03-01T09:30:00.000Z"],
    ["2026-03-01 09:30:00 +0100", "2026-03-01T08:30:00.000Z"],
    ["2026-03-01T09:30:00.123456-05:00", "2026-03-01T14:30:00.000Z"],
    ["2026-03-01 09:30:00 UTC", "2026-03-01T09:30:00.000Z"],
    ["Jul 08 2022", "2022-07-08T00:00:00.000Z"],
    ["Aug 1, 2022", "2022-08-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    [new Date("2026-03-01T09:30:00Z"), "2026-03-01T09:30:00.000Z"],
  ])("%s is %s", (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  test.each([
    "",
    "soon",
    "{{ .Date }}",
    "2026-02-30",
    "2026-13-01",
    "2026-03-01T25:00:00Z",
    "01/02/2026",
    "Foo 08 2022",
    5,
    null,
  ])("%j is none", (value) => {
    expect(iso(value)).toBeUndefined();
  });

  test("means the same in every zone of the machine", () => {
    const zone = process.env["TZ"];
    const read = (name: string): (string | undefined)[] => {
      process.env["TZ"] = name;
      return ["2026-03-01", "2026-03-01 09:30", "Jul 08 2022"].map(iso);
    };
    const [east, west] = [read("Pacific/Kiritimati"), read("Pacific/Midway")];
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    expect(east).toEqual(west);
  });

  test("of ISO 8601 is the instant it names", () => {
    const range = { min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseInstant(date.toISOString())).toBe(seconds);
      }),
    );
  });
});
