import { expect, it } from "vitest";
import { ownFlags, ownFlagsOf, withoutGuess, wordsBeside } from "../../src/cli/own-flags.ts";
import { RETRY_ARGS } from "../../src/cli/runner-flags.ts";
import { describeArgs } from "../../src/command/describe-args.ts";

const OWN = { valued: ["timeout", "tag"], plain: ["json"] };

it.each([
  [
    ["spin", "--timeout", "1s"],
    ["--timeout", "1s"],
  ],
  [
    ["--timeout=1s", "spin", "--json", "a"],
    ["--timeout=1s", "--json"],
  ],
  [
    ["--tag", "a", "--tag", "b", "--stage", "x"],
    ["--tag", "a", "--tag", "b"],
  ],
  [["timeout", "json", "--timeouts", "1s"], []],
  [["--timeout"], ["--timeout"]],
])("finds in %j what is the verb's own: %j", (words, own) => {
  expect(ownFlags(words, OWN, [{ flag: "stage" }])).toEqual(own);
});

it("leaves a flag alone that the command has as well", () => {
  expect(ownFlags(["--tag", "a", "--timeout", "1s"], OWN, [{ flag: "tag" }])).toEqual(["--timeout", "1s"]);
});

it("leaves the words beside them as they are, those that are the same too", () => {
  const argv = ["5m", "--timeout", "5m", "x"];
  expect(wordsBeside(argv, ["--timeout", "5m"])).toEqual(["5m", "x"]);
});

it("makes no guess where it is known what was meant", () => {
  const problem = {
    kind: "unknown",
    message: "there is no flag --timeout; did you mean --times?",
    flag: null,
  } as const;
  expect(withoutGuess(problem).message).toBe("there is no flag --timeout");
});

it("knows a verb's own flags by what describes them", () => {
  const { valued, plain } = ownFlagsOf(describeArgs(RETRY_ARGS, { file: "errand retry" }));
  expect(valued).toEqual(expect.arrayContaining(["timeout", "kill-after", "config", "database", "tag"]));
  expect(plain.toSorted()).toEqual(["edit", "json", "no-input", "quiet", "verbose"]);
});
