import { describe, expect, it } from "vitest";
import { createGrep } from "../../src/cli/logs-grep.ts";
import type { Item } from "../../src/cli/logs-lines.ts";
import type { Stream } from "../../src/core/run.ts";

const line = (text: string, stream: Stream = "stdout"): Item => ({
  kind: "line",
  attempt: 1,
  at: 0,
  stream,
  text,
});
const LOG = line(JSON.stringify({ level: 50, time: 0, msg: 'no "Spring" essay', essay: 7 }), "log");

describe("--grep", () => {
  it.each([
    ["error|warn", "a warning", true],
    ["error|warn", "all well", false],
    ["^done$", "done", true],
    ["red line", "\u001b[31mred\u001b[0m line", true],
    ["ÄRGER", "ärger", false],
  ])("/%s/ on %j: %s", (pattern, text, matches) => {
    expect(createGrep(pattern, { ignoreCase: false })([line(text)])).toHaveLength(matches ? 1 : 0);
  });

  it("lets capitals pass when asked to", () => {
    expect(createGrep("ÄRGER", { ignoreCase: true })([line("ärger")])).toHaveLength(1);
  });

  it.each(['no "Spring"', "ERROR", "essay=7", '"level":50', '"essay":7}$'])(
    "looks at a log line in words and as JSON: %s",
    (pattern) => {
      expect(createGrep(pattern, { ignoreCase: false })([LOG, line("other")])).toEqual([LOG]);
    },
  );

  it("looks at a log line that was cut in the middle as it is", () => {
    expect(createGrep("tail", { ignoreCase: false })([line('tail":1}', "log")])).toHaveLength(1);
  });

  it("never hides that something was cut", () => {
    const cut: Item = { kind: "cut", attempt: 1, bytes: 9 };
    expect(createGrep("x", { ignoreCase: false })([line("a"), cut])).toEqual([cut]);
  });

  it("refuses what is no pattern, and says why", () => {
    expect(() => createGrep("(", { ignoreCase: false })).toThrow(
      /--grep "\(" is no regular expression: .*Unterminated group/,
    );
  });

  it("stops a pattern that would think for years", () => {
    const search = createGrep("^(a+)+$", { ignoreCase: false });
    expect(() => search([line(`${"a".repeat(60)}b`)])).toThrow(
      /backtracks without end: it was stopped after 1 s/,
    );
  });
});
