import { execFileSync } from "node:child_process";
import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import { quoteWord } from "../../../src/scheduler/crontab/quote-word.ts";
import { commandAsCron } from "./as-cron.ts";

/** What a program gets of words that went through cron and a shell with nothing in its environment. */
function throughCron(words: readonly string[]): string[] {
  const command = commandAsCron(`printf '[\\%s]' ${words.map(quoteWord).join(" ")}`);
  const printed = execFileSync("/bin/sh", ["-c", command], { env: {}, encoding: "utf8" });
  return printed === "[]" && words.length === 0 ? [] : printed.slice(1, -1).split("][");
}

describe("a word of a crontab's command", () => {
  it.each([
    "a b",
    "it's",
    "100%",
    String.raw`a\%b`,
    String.raw`\\%`,
    "'%'",
    '"$HOME"',
    "`id`",
    "é",
    "-n",
    "~",
    "*",
  ])("reaches the program as it was: %s", (word) => {
    expect(throughCron([word])).toEqual([word]);
  });

  it("does so whatever stands in it", () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from("a \\%'\"$`!#~&;|<>*?é")) });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
        expect(throughCron(words)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it.each(["a\nb", "a\rb", "a\0b"])("is refused with a line break: %j", (word) => {
    expect(() => quoteWord(word)).toThrow("line break");
  });
});
