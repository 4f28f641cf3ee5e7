import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeArgs } from "../../src/command/describe-args.ts";
import { duration } from "../../src/command/duration-schema.ts";
import { parseFlags, type ParsedFlags } from "../../src/command/parse-flags.ts";

const SCHEMA = z.object({
  stage: z.enum(["drafting", "review"]).optional(),
  count: z.int().optional().meta({ alias: "n" }),
  offset: z.number().optional(),
  dryRun: z.boolean().optional().meta({ alias: "d" }),
  verbose: z.boolean().optional().meta({ alias: "v" }),
  tag: z.array(z.string()).optional().meta({ alias: "t" }),
  ids: z.array(z.int()).optional(),
  olderThan: duration().optional(),
  smtp: z.object({ host: z.string().optional(), port: z.int().optional() }).optional(),
  rules: z.array(z.object({ name: z.string() })).optional(),
  key: z.string().optional().meta({ secret: true }),
});

async function parse(
  argv: string[],
  options: { positional?: string[]; stdin?: Iterable<Uint8Array | string>; cwd?: string } = {},
) {
  const flags = describeArgs(SCHEMA, { positional: options.positional, file: "commands/it.ts" });
  return parseFlags(argv, flags, {
    stdin: () => Readable.from(options.stdin ?? []),
    cwd: options.cwd ?? "/",
  });
}

const messages = ({ problems }: ParsedFlags): string[] => problems.map(({ message }) => message);

describe("flags", () => {
  it.each([
    [["--stage", "review"], { stage: "review" }],
    [["--stage=review"], { stage: "review" }],
    [["-n", "5"], { count: 5 }],
    [["-n5"], { count: 5 }],
    [["-n=5"], { count: 5 }],
    [["-n", "-5"], { count: -5 }],
    [["-n-5"], { count: -5 }],
    [["--offset", "-5"], { offset: -5 }],
    [["--offset=-5.5e3"], { offset: -5500 }],
    [["--dry-run"], { dryRun: true }],
    [["--no-dry-run"], { dryRun: false }],
    [["--dry-run=false"], { dryRun: false }],
    [["--dry-run=true"], { dryRun: true }],
    [["-dv"], { dryRun: true, verbose: true }],
    [["-dvn5"], { dryRun: true, verbose: true, count: 5 }],
    [["--tag", "a", "-t", "b", "--tag=c"], { tag: ["a", "b", "c"] }],
    [["--ids", "1", "--ids", "-2"], { ids: [1, -2] }],
    [["--older-than", "14d"], { olderThan: "14d" }],
    [["--smtp-host", "mail.example.org", "--smtp-port=25"], { smtp: { host: "mail.example.org", port: 25 } }],
    [["--rules", '[{"name":"a"}]'], { rules: [{ name: "a" }] }],
    [["--key="], { key: "" }],
    [["--key", "-"], { key: "-" }],
    [["--key=--stage"], { key: "--stage" }],
    [["--key", "- a list item"], { key: "- a list item" }],
    [["--count", "12 apples"], { count: "12 apples" }],
    [["--count", "0x10"], { count: "0x10" }],
    [["--count", "Infinity"], { count: "Infinity" }],
  ])("%j is %j", async (argv, input) => {
    const parsed = await parse(argv);
    expect(messages(parsed)).toEqual([]);
    expect(parsed.input).toEqual(input);
  });

  it.each([
    [["--stgae", "review"], ["there is no flag --stgae; did you mean --stage?"]],
    [
      ["--stgae", "review", "stray"],
      ["there is no flag --stgae; did you mean --stage?", /"stray" is one word too many/],
    ],
    [["--no-dryrun"], ["there is no flag --no-dryrun; did you mean --no-dry-run?"]],
    [["-x"], ["there is no flag -x"]],
    [["--stage"], ["--stage needs a value"]],
    [["--stage", "--dry-run"], [/^--stage needs a value/]],
    [["--dry-run=maybe"], [/^--dry-run takes no value such as "maybe"/]],
    [["--no-dry-run=true"], ["--no-dry-run takes no value"]],
    [["--stage=review", "--stage=review"], ["--stage is given twice"]],
    [["--dry-run", "--no-dry-run"], ["--dry-run is given twice"]],
    [["--args"], [/^--args needs a value/]],
    [["--args", "{}", "--args", "{}"], ["--args is given twice"]],
    [["one"], ['"one" is one word too many: flags begin with --']],
    [["-5"], ['"-5" is one word too many: flags begin with --']],
  ])("%j is refused", async (argv, expected) => {
    const said = messages(await parse(argv));
    expect(said).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(said[index]).toMatch(words);
  });

  it("collects every problem of a line", async () => {
    const parsed = await parse(["--stgae=x", "--count", "--dry-run=no way", "stray"]);
    expect(messages(parsed)).toHaveLength(3);
  });

  it("does not show what may be a secret", async () => {
    expect(messages(await parse(["--key", "--hunter2"])).join()).not.toContain("hunter2");
  });

  it("notices that help is asked for", async () => {
    expect((await parse(["--help"])).help).toBe(true);
    expect((await parse(["-h"])).help).toBe(true);
    expect((await parse(["--", "--help"], { positional: ["tag"] })).help).toBe(false);
  });
});

describe("positionals", () => {
  const positional = ["stage", "count", "tag"];

  it.each([
    [["review"], { stage: "review" }],
    [["review", "5", "a", "b"], { stage: "review", count: 5, tag: ["a", "b"] }],
    [["review", "-12"], { stage: "review", count: -12 }],
    [["--dry-run", "review"], { dryRun: true, stage: "review" }],
    [["--", "review", "5", "--dry-run"], { stage: "review", count: 5, tag: ["--dry-run"] }],
  ])("%j is %j", async (argv, input) => {
    const parsed = await parse(argv, { positional });
    expect(messages(parsed)).toEqual([]);
    expect(parsed.input).toEqual(input);
  });

  it("tells which words there are when there is one too many", async () => {
    expect(messages(await parse(["review", "5"], { positional: ["stage"] }))).toEqual([
      '"5" is one word too many: the words are STAGE',
    ]);
  });

  it("refuses a member given as a word and as a flag", async () => {
    expect(messages(await parse(["review", "--stage=review"], { positional }))).toEqual([
      "--stage is given twice",
    ]);
  });
});

describe("--args", () => {
  it("takes JSON text, and flags win over it", async () => {
    const { input } = await parse([
      "--args",
      '{"stage":"drafting","smtp":{"host":"a","port":1}}',
      "--smtp-port",
      "2",
    ]);
    expect(input).toEqual({ stage: "drafting", smtp: { host: "a", port: 2 } });
  });

  it("takes stdin", async () => {
    expect((await parse(["--args", "-"], { stdin: ['{"count"', ":5}"] })).input).toEqual({ count: 5 });
  });

  it("takes a file, counted from the working folder", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "errand-args-"));
    writeFileSync(join(cwd, "args.json"), '\ufeff{"count":5}');
    expect((await parse(["--args", "@args.json"], { cwd })).input).toEqual({ count: 5 });
  });

  it.each([
    ["not json", "--args is not JSON"],
    ["{", /^--args is not JSON/],
    ["[1]", /^--args must be a JSON object/],
    ["null", /^--args must be a JSON object/],
    ["@none.json", "--args @none.json cannot be read: there is no such file"],
    ["@/", "--args @/ cannot be read: it is a folder"],
    [`{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`, /nested deeper than 100 levels/],
  ])("refuses %.40s", async (word, expected) => {
    expect(messages(await parse(["--args", word]))[0]).toMatch(expected);
  });

  it("does not quote JSON that it cannot read", async () => {
    expect(messages(await parse(["--args", '{"key": hunter2}'])).join()).not.toContain("hunter2");
  });
});

describe("size", () => {
  const MIB = 1024 * 1024;

  it("refuses 1 MiB of words", async () => {
    const parsed = await parse(["--key", "x".repeat(600_000), "--tag", "y".repeat(600_000)]);
    expect(messages(parsed)[0]).toMatch(/over 1 MiB/);
    expect(parsed.input).toEqual({});
  });

  it("refuses 10 MB from stdin after reading little more than 1 MiB", async () => {
    let sent = 0;
    function* endless() {
      for (let chunk = 0; chunk < 160; chunk++) {
        sent += 65_536;
        yield Buffer.alloc(65_536, "x");
      }
    }
    expect(messages(await parse(["--args", "-"], { stdin: endless() }))[0]).toMatch(/stdin\) is over 1 MiB/);
    expect(sent).toBeLessThan(3 * MIB);
  });

  it("refuses a file of 10 MB", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "errand-args-"));
    writeFileSync(join(cwd, "big.json"), `{"key":"${"x".repeat(10 * MIB)}"}`);
    expect(messages(await parse(["--args", "@big.json"], { cwd }))[0]).toMatch(/@big.json is over 1 MiB/);
  });
});

describe("keys that reach behind an object", () => {
  it.each(["__proto__", "constructor", "prototype"])("%s in --args stays plain data", async (key) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const { input } = await parse(["--args", `{"${key}":{"polluted":true}}`, "--smtp-host", "a"]);
    expect(Object.keys(input)).toEqual([key, "smtp"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
  });

  it.each(["--__proto__=x", "--constructor=x", "--__proto__.polluted=x", "--toString"])(
    "%s is an unknown flag",
    async (word) => {
      expect(messages(await parse([word]))[0]).toMatch(/^there is no flag/);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );
});
