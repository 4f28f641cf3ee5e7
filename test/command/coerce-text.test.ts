import { describe, expect, it } from "vitest";
import { coerceText, isNegativeNumber, textOf } from "../../src/command/coerce-text.ts";
import type { FlagDescriptor } from "../../src/command/descriptor.ts";
import { findTextFault } from "../../src/command/text-fault.ts";

const kind = (name: FlagDescriptor["kind"], choices: FlagDescriptor["choices"] = null) => ({
  kind: name,
  choices,
});

describe("coerceText", () => {
  it.each([
    [kind("string"), "5", "5"],
    [kind("number"), "5", 5],
    [kind("number"), "-.5e-3", -0.0005],
    [kind("number"), "", ""],
    [kind("number"), " 5", " 5"],
    [kind("number"), "1e999", "1e999"],
    [kind("integer"), "+5", 5],
    [kind("integer"), "9007199254740991", 9007199254740991],
    [kind("integer"), "9007199254740993", "9007199254740993"],
    [kind("number"), "-9007199254740993", "-9007199254740993"],
    [kind("number"), "9007199254740994", 9007199254740994],
    [kind("number"), "1e300", 1e300],
    [kind("number"), "1000000000000000000000", 1e21],
    [kind("number"), "123456789012345680000", 123456789012345680000],
    [kind("number"), "0".repeat(400), 0],
    [kind("boolean"), "true", true],
    [kind("boolean"), "NO", false],
    [kind("boolean"), "maybe", "maybe"],
    [kind("bigint"), "5", "5"],
    [kind("date"), "2026-12-01", "2026-12-01"],
    [kind("duration"), "14d", "14d"],
    [kind("enum", ["a", 1]), "1", 1],
    [kind("enum", ["1", 1]), "1", "1"],
    [kind("enum", ["a"]), "b", "b"],
    [kind("json"), '{"a":[1]}', { a: [1] }],
    [kind("json"), '"5"', "5"],
    [kind("json"), "5", 5],
    [kind("json"), "main", "main"],
  ])("%j: %j", (flag, text, value) => expect(coerceText(flag, text)).toEqual(value));
});

describe("textOf", () => {
  it.each([
    [kind("string"), "5", "5"],
    [kind("number"), 5, "5"],
    [kind("json"), "5", '"5"'],
    [kind("json"), { a: 1 }, '{"a":1}'],
  ])("%j: %j", (flag, value, text) => expect(textOf(flag, value)).toBe(text));
});

describe("isNegativeNumber", () => {
  it.each(["-5", "-.5", "-5.5e3"])("%s is one", (word) => expect(isNegativeNumber(word)).toBe(true));
  it.each(["5", "-", "--5", "-n5", "-5x"])("%s is none", (word) =>
    expect(isNegativeNumber(word)).toBe(false),
  );
});

describe("findTextFault", () => {
  const flag = (name: FlagDescriptor["kind"], choices: FlagDescriptor["choices"] = null): FlagDescriptor => ({
    ...{ path: ["it"], flag: "it", alias: null, array: false, required: true, description: null },
    ...{ default: null, env: null, secret: false, position: null },
    ...kind(name, choices),
  });

  it.each([
    [flag("string"), "x"],
    [flag("number"), "5.5"],
    [flag("integer"), "5"],
    [flag("bigint"), "12345678901234567890"],
    [flag("duration"), "14d"],
    [flag("date"), "2026-02-28"],
    [flag("enum", ["a", 1]), "1"],
    [flag("json"), "[]"],
  ])("nothing is wrong: $0.kind %s", (one, text) => expect(findTextFault(one, text)).toBeUndefined());

  it.each([
    [flag("string"), "", "a value is needed"],
    [flag("number"), "x", "must be a number"],
    [flag("integer"), "5.5", "must be a whole number"],
    [flag("integer"), "9007199254740993", "has more digits than a number can hold"],
    [flag("number"), "9007199254740993", "has more digits than a number can hold"],
    [flag("bigint"), "5.5", "must be a whole number"],
    [flag("duration"), "soon", /^must be a duration/],
    [flag("date"), "2026-02-30", /^must be a date/],
    [flag("enum", ["a", 1]), "b", "must be one of a, 1"],
  ])("$0.kind %s: %s", (one, text, fault) => expect(findTextFault(one, text)).toMatch(fault));
});
