import { stripVTControlCharacters as strip } from "node:util";
import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import type { Item } from "../../src/cli/logs-lines.ts";
import { jsonItem, wordItem } from "../../src/cli/logs-words.ts";
import type { Stream } from "../../src/core/run.ts";
import { NOON } from "../store/build.ts";

const PIPE = { pretty: false, colours: false, timestamps: false };
const TERMINAL = { pretty: true, colours: true, timestamps: false };
const line = (text: string, stream: Stream = "stdout"): Item => ({
  kind: "line",
  attempt: 2,
  at: NOON,
  stream,
  text,
});
const LOG = `{"level":30,"time":${NOON},"msg":"sent","essay":7}`;

describe("a line of output", () => {
  it("keeps its colours on a terminal, and closes them", () => {
    expect(wordItem(line("\u001b[1;31mred"), TERMINAL)).toBe("\u001b[1;31mred\u001b[0m");
  });

  it("loses them in a pipe", () => {
    expect(wordItem(line("\u001b[1;31mred\u001b[0m end"), PIPE)).toBe("red end");
  });

  it.each([PIPE, TERMINAL])("obeys nothing else of what a terminal does (%#)", (look) => {
    const evil = "\u001b[2J\u001b]0;title\u0007\u009b5n\u001b[31";
    expect(wordItem(line(evil), look)).toBe(String.raw`\x1b[2J\x1b]0;title\x07\x9b5n\x1b[31`);
  });

  it("lets no control character through but those of colours", () => {
    const text = fc.string({
      unit: fc.constantFrom("\u001b", "[", "3", "1", ";", "m", "J", "\u009b", "\u0000"),
    });
    fc.assert(
      fc.property(text, (said) => {
        const harmless = wordItem(line(said), TERMINAL).replace(/\u001b\[[\d;:]*m/g, "");
        expect(harmless).not.toMatch(/\p{Cc}/u);
        expect(wordItem(line(said), PIPE)).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it("bears its time in UTC when asked for", () => {
    expect(wordItem(line("x"), { ...PIPE, timestamps: true })).toBe("2026-03-01T12:00:00.000Z x");
  });
});

describe("a log line", () => {
  it("is worded for a person and JSON for a program", () => {
    expect(strip(wordItem(line(LOG, "log"), TERMINAL))).toMatch(/^\d\d:\d\d:\d\d INFO {2}sent essay=7$/);
    expect(wordItem(line(LOG, "log"), PIPE)).toBe(LOG);
  });

  it("is shown as it is when it was cut in the middle", () => {
    expect(wordItem(line('"sent"}', "log"), TERMINAL)).toBe('"sent"}');
  });
});

it("says how much was cut", () => {
  expect(wordItem({ kind: "cut", attempt: 1, bytes: 5_900_000 }, PIPE)).toBe(
    "… 5.6 MiB cut here to keep the log within its cap …",
  );
});

it("gives each line to a program as an object of its own", () => {
  expect(JSON.parse(jsonItem(line("\u009bx"), "r1"))).toEqual({
    v: 1,
    runId: "r1",
    attempt: 2,
    at: "2026-03-01T12:00:00.000Z",
    stream: "stdout",
    text: "\u009bx",
  });
  expect(JSON.parse(jsonItem({ kind: "cut", attempt: 1, bytes: 9 }, "r1"))).toEqual({
    v: 1,
    runId: "r1",
    attempt: 1,
    cutBytes: 9,
  });
});
