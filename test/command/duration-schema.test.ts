import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { duration, durationText, isDuration } from "../../src/command/duration-schema.ts";

const DAY = 86_400_000;

describe("duration()", () => {
  it.each([
    ["14d", 14 * DAY],
    ["1h30m", 5_400_000],
    ["0s", 0],
  ])("reads %s as %i ms", (text, ms) => expect(duration().parse(text)).toBe(ms));

  it.each(["soon", "", "-1s", 5, null])("refuses %j", (given) =>
    expect(duration().safeParse(given).success).toBe(false),
  );

  it.each([
    ["as typed", duration().default("14d"), 14 * DAY],
    ["in ms", duration().default(5000), 5000],
    ["computed", duration().default(() => "1d"), DAY],
    ["computed in ms", duration().default(() => 7), 7],
    ["behind a description", duration().describe("x").default("14d"), 14 * DAY],
    ["behind meta", duration().meta({ alias: "o" }).default("14d"), 14 * DAY],
    [
      "behind a refinement",
      duration()
        .refine((ms) => ms > 0)
        .default("14d"),
      14 * DAY,
    ],
    ["before a description", duration().default("14d").describe("x"), 14 * DAY],
  ])("has a default, %s", (_, schema, ms) => {
    expect(schema.parse(undefined)).toBe(ms);
    expect(z.object({ it: schema }).parse({})).toEqual({ it: ms });
    expect(schema.parse("1s")).toBe(1000);
  });

  it("gives up its default again", () => {
    expect(duration().default("14d").unwrap().safeParse(undefined).success).toBe(false);
  });

  it("may be left out, checked further, and stand in another copy of zod's object", () => {
    const other = createRequire(import.meta.url)("zod").z as typeof z;
    expect(duration().optional().parse(undefined)).toBeUndefined();
    expect(
      duration()
        .refine((ms) => ms < DAY, "is too long")
        .safeParse("2d").error?.issues[0]?.message,
    ).toBe("is too long");
    expect(other.object({ age: duration().default("1d") }).parse({})).toEqual({ age: DAY });
  });

  it("is text in JSON Schema", () => {
    expect(z.toJSONSchema(duration().default("14d").describe("age"), { io: "input" })).toMatchObject({
      type: "string",
      default: "14d",
      description: "age",
    });
  });
});

describe("a duration", () => {
  it.each([
    ["itself", duration(), true],
    ["described", duration().describe("x"), true],
    ["with meta", duration().meta({ alias: "x" }), true],
    ["refined", duration().refine(() => true), true],
    ["a transformed text", z.string().transform(Number), false],
    ["a text", z.string(), false],
  ])("is known: %s", (_, schema, answer) => expect(isDuration(schema)).toBe(answer));

  it("is written so that it reads back", () =>
    expect(duration().parse(durationText(90_061_001))).toBe(90_061_001));
});
