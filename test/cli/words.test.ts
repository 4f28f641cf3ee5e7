import { describe, expect, it } from "vitest";
import {
  agoWord,
  bytesWord,
  clockWord,
  cutLine,
  plainWord,
  progressWord,
  timeWord,
  tookWord,
  whyWord,
} from "../../src/cli/words.ts";
import type { Run } from "../../src/core/run.ts";

const NOW = new Date(2026, 10, 23, 14, 30, 15).getTime();

it.each([
  [0, "just now"],
  [999, "just now"],
  [-5_000, "just now"],
  [-3 * 86_400_000, "in 3d"],
  [1_000, "1s ago"],
  [90_000, "1m ago"],
  [3 * 86_400_000, "3d ago"],
])("%i ms back is %s", (ms, words) => {
  expect(agoWord(NOW - ms, NOW)).toBe(words);
});

it("shows local time, and of today only the hour", () => {
  expect(timeWord(NOW)).toBe("2026-11-23 14:30:15");
  expect(clockWord(new Date(2026, 10, 23, 0, 0, 1).getTime(), NOW)).toBe("00:00:01");
  expect(clockWord(new Date(2026, 10, 22, 23, 59, 59).getTime(), NOW)).toBe("2026-11-22 23:59");
});

it("tells how long a run took, or takes so far", () => {
  expect(tookWord({ startedAt: NOW - 4_200, finishedAt: NOW }, NOW + 9_000)).toBe("4.2s");
  expect(tookWord({ startedAt: NOW - 4_200, finishedAt: null }, NOW)).toBe("4.2s");
  expect(tookWord({ startedAt: null, finishedAt: null }, NOW)).toBe("-");
  expect(tookWord({ startedAt: NOW + 50, finishedAt: null }, NOW)).toBe("0ms");
});

it.each([
  [{ done: 12, total: 40, note: "sending" }, "12/40 sending"],
  [{ done: 12, total: null, note: null }, "12"],
  [{ done: 0, total: 3, note: "\u001b[2J" }, String.raw`0/3 \x1b[2J`],
])("progress %j", (progress, words) => {
  expect(progressWord(progress)).toBe(words);
});

it.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1.0 KiB"],
  [1_048_576, "1.0 MiB"],
  [5 * 1024 ** 4, "5.0 TiB"],
])("%i bytes are %s", (bytes, words) => {
  expect(bytesWord(bytes)).toBe(words);
});

it("keeps anybody's text on one line", () => {
  expect(plainWord("a\nb\u001b")).toBe(String.raw`a\nb\x1b`);
});

describe("why a run ended so", () => {
  const error = { name: "Error", message: "no essays", stack: null };
  it.each([
    [{ state: "failed", error, reason: null }, "no essays"],
    [{ state: "failed", error: null, reason: "exited with code 3" }, "exited with code 3"],
    [{ state: "timed_out", error, reason: "its limit of 5 m ran out" }, "its limit of 5 m ran out"],
    [{ state: "succeeded", error: null, reason: null }, ""],
  ])("%j", (run, words) => {
    expect(whyWord(run as Run)).toBe(words);
  });
});

describe("a line that is too long", () => {
  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdefg", 6, "abcde…"],
    ["\u001b[31mabc\u001b[39m", 3, "\u001b[31mabc\u001b[39m"],
    ["a\u001b[31mbcdef\u001b[39m", 4, "a\u001b[31mbc…\u001b[39m"],
    ["a😀😀b", 3, "a😀…"],
  ])("%j is cut to %i columns", (line, width, cut) => {
    expect(cutLine(line, width)).toBe(cut);
  });
});
