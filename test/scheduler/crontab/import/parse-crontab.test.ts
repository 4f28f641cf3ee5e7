import { fc } from "../../../properties.ts";
import { describe, expect, it } from "vitest";
import { formatCrontab, parseCrontab } from "../../../../src/scheduler/crontab/import/parse-crontab.ts";

const own = { userColumn: false };
const parseOne = (line: string, form = own) => parseCrontab(line, form)[0];

describe("a line of a crontab", () => {
  it.each([
    ["", []],
    ["\n", [{ kind: "blank" }]],
    [" \t \r\n", [{ kind: "blank" }]],
    ["# m h dom mon dow", [{ kind: "comment" }]],
    ["\t # * * * * * no", [{ kind: "comment" }]],
    ["* * * * * a # no comment", [{ kind: "job", command: "a # no comment" }]],
  ])("%j is nothing to run, or a command", (text, kinds) => {
    expect(parseCrontab(text, own)).toMatchObject(kinds);
  });

  it.each([
    ["PATH=/bin", "PATH", "/bin"],
    ["  PATH = /usr/bin:/bin  ", "PATH", "/usr/bin:/bin"],
    ["A=", "A", ""],
    ['A=""', "A", ""],
    ["A = ' kept '  ", "A", " kept "],
    [`"A B" = "it's"`, "A B", "it's"],
    ["'A'=b", "A", "b"],
    [`A=b "c"`, "A", `b "c"`],
    ["A=b=c", "A", "b=c"],
    ["A=$HOME/x # no comment", "A", "$HOME/x # no comment"],
    ["MAILTO=ada@example.com,bob@example.com", "MAILTO", "ada@example.com,bob@example.com"],
    ["A=b\r\n", "A", "b"],
  ])("%j sets a variable", (line, name, value) => {
    expect(parseOne(line)).toMatchObject({ kind: "setting", name, value });
  });

  it.each([
    ["17 *\t* * *   cd / && x ", "17 * * * *", "cd / && x "],
    ["\t0 0 1,15 JAN-MAR mon-fri a", "0 0 1,15 JAN-MAR mon-fri", "a"],
    ["* * * * * FOO=bar a", "* * * * *", "FOO=bar a"],
    ["@daily  a b", "@daily", "a b"],
    ["@reboot\ta", "@reboot", "a"],
    ["* * * * * a\r\n", "* * * * *", "a"],
    ["* * * * * a\u00a0b", "* * * * *", "a\u00a0b"],
  ])("%j is a job", (line, time, command) => {
    expect(parseOne(line)).toMatchObject({ kind: "job", time, command, user: null, stdin: null });
  });

  it.each([
    ["17 * * * * root cd /", { kind: "job", user: "root", command: "cd /" }],
    ["@hourly\twww-data\ta b", { kind: "job", time: "@hourly", user: "www-data", command: "a b" }],
    ["17 * * * * root", { kind: "unreadable", reason: "has no user and command" }],
    ["PATH=/bin", { kind: "setting", name: "PATH" }],
  ])("%j of a system's table names its user", (line, content) => {
    expect(parseOne(line, { userColumn: true })).toMatchObject(content);
  });

  it.each([
    ["hello", "is neither five fields and a command nor NAME=value"],
    ["* * * * a", "has no command"],
    ["* * * *", "is neither five fields and a command nor NAME=value"],
    ["@daily", "has no command"],
    [`A="b`, "is neither five fields and a command nor NAME=value"],
    [`A="b" c`, "is neither five fields and a command nor NAME=value"],
  ])("%j is nothing that cron knows", (line, reason) => {
    expect(parseOne(line)).toMatchObject({ kind: "unreadable", reason });
  });

  it.each([
    ["a", "a", null],
    ["a%b", "a", "b\n"],
    ["a%b%c%", "a", "b\nc\n"],
    ["a%", "a", null],
    ["a%%b", "a", "\nb\n"],
    [String.raw`date +\%F`, "date +%F", null],
    [String.raw`a \% b%c\%d%e`, "a % b", "c%d\ne\n"],
    [String.raw`grep '\.txt' \n \\`, String.raw`grep '\.txt' \n ` + "\\", null],
    // Two backslashes are one to cron, and escape nothing behind them.
    [String.raw`a\\%b`, "a\\", "b\n"],
    [String.raw`a\\\%b`, String.raw`a\%b`, null],
    [String.raw`a%b\\%c\\d`, "a", String.raw`b\%c\\d` + "\n"],
    ["a\\", "a\\", null],
  ])("%j hands over its stdin behind a percent sign", (text, command, stdin) => {
    expect(parseOne(`* * * * * ${text}`)).toMatchObject({ command, stdin });
  });

  it("is not looked at in a block of errand's own", () => {
    const block = "# BEGIN errand /srv/a\n* * * * * x\n# END errand /srv/a\n";
    const kinds = parseCrontab(`* * * * * a\n${block}* * * * * b\n# BEGIN errand /srv/b\n* * * * * c`, own);
    expect(kinds.map(({ number, kind }) => [number, kind])).toEqual([
      [1, "job"],
      [2, "own"],
      [3, "own"],
      [4, "own"],
      [5, "job"],
      // Nothing ends it, so it may be anybody's remark.
      [6, "comment"],
      [7, "job"],
    ]);
  });
});

describe("any table", () => {
  const words = fc.constantFrom(
    "*",
    "0",
    "@daily",
    "A=b",
    "%",
    "\\%",
    "#",
    '"',
    "'",
    "=",
    "x",
    "# BEGIN errand ",
  );
  const space = fc.constantFrom(" ", "\t", "\n", "\r\n", "\r", "# END errand\n", "\u2028", "\0", "");
  const tables = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.tuple(words, space)).map((parts) => parts.flat().join("")),
  );

  it("is made again from its lines to the byte, whichever form it has", () => {
    fc.assert(
      fc.property(tables, fc.boolean(), (text, userColumn) => {
        const lines = parseCrontab(text, { userColumn });
        expect(formatCrontab(lines)).toBe(text);
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it("has what it says found again: a variable, a command and its stdin", () => {
    const plain = fc.stringMatching(/^[^\n\r\0]*$/).filter((text) => !text.includes("\\"));
    fc.assert(
      fc.property(plain, plain, (value, input) => {
        fc.pre(!value.includes("'"));
        expect(parseOne(`A='${value}'`)).toMatchObject({ kind: "setting", value });
        const escaped = input.replaceAll("%", String.raw`\%`);
        const stdin = input === "" ? null : `${input}\n`;
        expect(parseOne(`* * * * * cat%${escaped}`)).toMatchObject({ kind: "job", command: "cat", stdin });
      }),
    );
  });
});
