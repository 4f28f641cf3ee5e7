import { expect, it } from "vitest";
import { durationOption, oneOf, wholeNumber } from "../../src/cli/check-option.ts";

it.each([
  [wholeNumber("--limit", 1, 1_000), "25", 25],
  [wholeNumber("--limit", 1, 1_000), "1000", 1_000],
  [oneOf("--stream", ["stdout", "log"]), "log", "log"],
  [durationOption("--older-than"), "1h30m", 5_400_000],
])("takes what is legal (%#)", (parse, word, value) => {
  expect(parse(word)).toBe(value);
});

it.each([
  [wholeNumber("--limit", 1, 1_000), "0", '--limit "0" must be a whole number from 1 to 1000'],
  [wholeNumber("--limit", 1, 1_000), "1001", '--limit "1001" must be a whole number from 1 to 1000'],
  [wholeNumber("--limit", 1, 1_000), "1e2", '--limit "1e2" must be a whole number from 1 to 1000'],
  [wholeNumber("--limit", 1, 1_000), "", '--limit "" must be a whole number from 1 to 1000'],
  [oneOf("--stream", ["stdout", "log"]), "out", '--stream "out" must be one of stdout, log'],
  [durationOption("--older-than"), "soon", /--older-than "soon" must be a duration such as 90s/],
])("refuses what is not, with the legal values (%#)", (parse, word, message) => {
  expect(() => parse(word)).toThrow(message);
});
