import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/core/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["0s", 0],
    ["500ms", 500],
    ["90s", 90_000],
    ["15m", 900_000],
    ["1h30m", 5_400_000],
    ["1h 30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["14d", 14 * 86_400_000],
    ["2w", 14 * 86_400_000],
    ["1000000d", 1_000_000 * 86_400_000],
  ])("reads %s as %i ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    "",
    " ",
    "5",
    "-5m",
    "5 parsecs",
    "m5",
    "1e3s",
    "5m!",
    "soon",
    "∞s",
    "5m\u00a0",
    "9".repeat(60) + "w",
    "400y",
    "1000001d",
    "1000000d 1ms",
    // With now on top it would be no time that a Date can tell.
    "14285714w",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("refuses text over 64 characters without parsing it", () => {
    expect(parseDuration("1s".repeat(33))).toBeUndefined();
  });
});

interface InvalidCase {
  id: string;
  kind: string;
  input?: string;
  input_generator?: { prefix: string; repeat: string; times: number; suffix: string };
  must_reject: boolean;
}

describe("durations that must be refused", () => {
  const file = new URL("../fixtures/cases/invalid.json", import.meta.url);
  const cases = (JSON.parse(readFileSync(file, "utf8")) as InvalidCase[])
    .filter(({ kind, must_reject }) => kind === "duration" && must_reject)
    .map((entry) => [entry.id, textOf(entry)] as const);

  it("are many", () => expect(cases.length).toBeGreaterThan(10));

  it.each(cases)("%s", (_, text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  function textOf({ input, input_generator: g }: InvalidCase): string {
    return input ?? g!.prefix + g!.repeat.repeat(g!.times) + g!.suffix;
  }
});
