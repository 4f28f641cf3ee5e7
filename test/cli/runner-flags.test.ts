import { describe, expect, it } from "vitest";
import { RUN_ARGS, splitAtName } from "../../src/cli/runner-flags.ts";
import { describeArgs } from "../../src/command/describe-args.ts";

const flags = describeArgs(RUN_ARGS, { file: "errand run" });

describe("splitAtName", () => {
  it.each<[string, string[], string[], string | undefined, string[]]>([
    ["a bare name", ["check"], [], "check", []],
    ["flags on both sides", ["-q", "check", "-q"], ["-q"], "check", ["-q"]],
    [
      "a flag that takes the next word",
      ["--timeout", "5s", "check", "x"],
      ["--timeout", "5s"],
      "check",
      ["x"],
    ],
    ["a flag with its value in it", ["--timeout=5s", "check"], ["--timeout=5s"], "check", []],
    ["a dash-dash before the name", ["--quiet", "--", "ls", "-l"], ["--quiet"], "ls", ["-l"]],
    ["a dash-dash behind the name", ["check", "--", "-x"], [], "check", ["--", "-x"]],
    ["no name", ["--quiet"], ["--quiet"], undefined, []],
    ["nothing", [], [], undefined, []],
    ["an unknown flag, which is told of later", ["--wat", "check"], ["--wat"], "check", []],
  ])("%s", (_, argv, before, name, after) => {
    expect(splitAtName(argv, flags)).toEqual({ before, name, after });
  });
});

it("keeps each tag once", () => {
  expect(RUN_ARGS.parse({ tag: ["b", "a", "b"] }).tag).toEqual(["b", "a"]);
});

it("refuses a limit of no time", () => {
  expect(RUN_ARGS.safeParse({ timeout: "0s" }).error?.issues).toMatchObject([
    { path: ["timeout"], message: expect.stringContaining("longer than 0") as string },
  ]);
  expect(RUN_ARGS.parse({ timeout: "1s", wait: "0s" })).toMatchObject({ timeout: 1_000, wait: 0 });
});
