import { expect, it } from "vitest";
import { ownFlags } from "../../src/cli/own-flags.ts";

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
