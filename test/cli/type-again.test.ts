import { execFileSync } from "node:child_process";
import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { typeAgain, without } from "../../src/cli/type-again.ts";

it.each([
  [["history", "--limit", "2"], "history --limit 2"],
  [["--search", "no essays"], "--search 'no essays'"],
  [["--arg", "name=O'Neill"], String.raw`--arg 'name=O'\''Neill'`],
  [[""], "''"],
  [["$(rm -rf ~)"], "'$(rm -rf ~)'"],
])("%j", (words, typed) => {
  expect(typeAgain(words)).toBe(typed);
});

it("drives no terminal", () => {
  expect(typeAgain(["a\u001b[2J\nb"])).toBe(String.raw`'a\x1b[2J\nb'`);
});

it("is what a shell takes for the same words", () => {
  const word = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const echoed = execFileSync("sh", ["-c", String.raw`printf '%s\n' ${typeAgain(words)}`]).toString();
      expect(echoed).toBe(words.map((each) => `${each}\n`).join(""));
    }),
    { numRuns: 20 },
  );
});

it.each([
  [["history", "--after", "12", "--failed"]],
  [["history", "--failed", "--after=12"]],
  [["history", "--failed"]],
])("leaves a flag and its value out of %j", (words) => {
  expect(without("--after", words)).toEqual(["history", "--failed"]);
});
