import { parseArgs } from "node:util";
import { describe, expect, it } from "vitest";
import { takeApart, type FlagOptions } from "../../src/command/take-apart.ts";
import { fc } from "../properties.ts";

const OPTIONS: FlagOptions = {
  verbose: { type: "boolean", short: "v" },
  number: { type: "string", short: "n" },
  stage: { type: "string" },
  "dry-run": { type: "boolean" },
};

function byNode(argv: string[]) {
  const how = { allowPositionals: true, strict: false, tokens: true } as const;
  return parseArgs({ args: argv, options: OPTIONS, ...how }).tokens;
}

describe("words", () => {
  it.each([
    [[]],
    [["review", "--dry-run", "more"]],
    [["--stage", "review", "--stage=draft=x", "--stage="]],
    [["--stage"]],
    [["-v", "-n", "5", "-n5", "-vn5", "-vn", "5", "-vx"]],
    [["-n"]],
    [["-5", "-12", "-"]],
    [["--unknown", "value", "--no-dry-run", "--dry-run=false"]],
    [["-v", "--", "-v", "--stage", "--"]],
    [["--constructor", "--__proto__", "x"]],
  ])("are taken apart as Node's own parser does: %j", (argv) => {
    expect([...takeApart(argv, OPTIONS)]).toEqual(byNode(argv));
  });

  it("are so whatever they are", () => {
    const letters = fc.stringMatching(/^[vnxyz5=.]{1,5}$/).map((text) => `-${text}`);
    const long = fc
      .tuple(
        fc.constantFrom("stage", "dry-run", "verbose", "number", "else"),
        fc.constantFrom("", "=", "=a=b"),
      )
      .map(([name, value]) => `--${name}${value}`);
    const word = fc.oneof(letters, long, fc.constantFrom("--", "-", "", "word", "ü", "--x"), fc.string());
    // Node takes a dash among letters for the end of all flags, and an equals sign that opens a name for no name.
    const odd = /^-[^-].*-|^--=/s;
    fc.assert(
      fc.property(fc.array(word.filter((one) => !odd.test(one))), (argv) => {
        expect([...takeApart(argv, OPTIONS)]).toEqual(byNode(argv));
      }),
    );
  });
});
