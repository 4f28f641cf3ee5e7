import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { answerFlags, type KnownFlag } from "../../src/cli/complete-flags.ts";

const STAGE: KnownFlag = {
  names: ["--stage", "-s"],
  description: "which",
  takesValue: true,
  choices: ["drafting", "review"],
  repeats: false,
};
const TAG: KnownFlag = { names: ["--tag"], description: "", takesValue: true, choices: [], repeats: true };
const DRY: KnownFlag = {
  names: ["--dry-run"],
  description: "",
  takesValue: false,
  choices: [],
  repeats: false,
};
const FLAGS = [STAGE, TAG, DRY];

function values(words: string[]): string[] | undefined {
  return answerFlags(FLAGS, words)?.candidates.map(({ value }) => value);
}

it.each([
  { title: "every flag at a lone dash", words: ["-"], answer: ["--stage", "--tag", "--dry-run"] },
  { title: "flags that begin so", words: ["--d"], answer: ["--dry-run"] },
  {
    title: "no flag that was given, but one that repeats",
    words: ["--stage", "review", "--tag", "x", "--dry-run", "--"],
    answer: ["--tag"],
  },
  { title: "no flag that was given with its value", words: ["--stage=review", "--s"], answer: [] },
  { title: "no flag whose letter was given", words: ["-s", "review", "--s"], answer: [] },
  { title: "choices behind a flag", words: ["--stage", ""], answer: ["drafting", "review"] },
  { title: "choices that begin so", words: ["--stage", "re"], answer: ["review"] },
  { title: "choices behind a letter", words: ["-s", "d"], answer: ["drafting"] },
  { title: "choices behind an equals sign, without the flag", words: ["--stage=re"], answer: ["review"] },
  { title: "nothing of its own behind a flag without choices", words: ["--tag", "x"], answer: [] },
  { title: "no answer for a plain word", words: ["plain"], answer: undefined },
  { title: "no answer behind a switch", words: ["--dry-run", ""], answer: undefined },
  { title: "no answer behind a flag and its value", words: ["--stage", "review", ""], answer: undefined },
])("offers $title", ({ words, answer }) => {
  expect(values(words)).toEqual(answer);
});

it("lets the shell offer files only where a value may be one", () => {
  expect(answerFlags(FLAGS, ["--tag", ""])?.files).toBe(true);
  expect(answerFlags(FLAGS, ["--stage", ""])?.files).toBe(false);
  expect(answerFlags(FLAGS, ["--"])?.files).toBe(false);
});

it("never offers what does not begin with what was typed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom("--stage", "--tag", "-s", "--", "re", ""), fc.string())),
      fc.string(),
      (before, typed) => {
        const tail =
          typed.startsWith("-") && typed.includes("=") ? typed.slice(typed.indexOf("=") + 1) : typed;
        for (const value of values([...before, typed]) ?? [])
          expect(value.startsWith(tail) || value.startsWith(typed)).toBe(true);
      },
    ),
  );
});
