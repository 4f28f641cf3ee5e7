import { expect, test } from "vitest";
import { dropAbsent, fillReferences, findAbsent, referenceTo } from "../../src/core/reference.ts";

const REPORT = "a";

function filled(path: string[], result: Parameters<typeof fillReferences>[1]["result"]) {
  const args = { file: referenceTo({ of: REPORT, path }) };
  return fillReferences(args, { of: REPORT, command: "report", result });
}

test.each([
  ["a member", ["file"], { file: "a.csv" }, "a.csv"],
  ["a member that is null", ["file"], { file: null }, null],
  ["a member that is false", ["file"], { file: false }, false],
  ["the whole result", [], { rows: 3 }, { rows: 3 }],
  ["the whole of a run that returned nothing", [], null, null],
])("%s takes its place", (_, path, result, value) => {
  const args = filled(path, result);
  expect(args).toEqual({ file: value });
  expect(findAbsent(args)).toEqual([]);
});

test.each([
  ["a member that is not there", ["file"], { rows: 3 }],
  ["a member of null", ["file"], null],
  ["a member that every object inherits", ["toString"], {}],
])("%s leaves a place that says so", (_, path, result) => {
  const args = filled(path, result);
  expect(findAbsent(args)).toEqual([{ of: REPORT, path, from: "report" }]);
  expect(dropAbsent(args)).toEqual({});
});
