import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { Gaps, LineAssembler, type Item } from "../../src/cli/logs-lines.ts";
import type { OutputChunk } from "../../src/core/run.ts";
import { NOON } from "../store/build.ts";
import { chunks } from "./test-project.ts";

function assemble(output: OutputChunk[]): Item[] {
  const lines = new LineAssembler();
  return [...output.flatMap((chunk) => lines.take({ attempt: 1, chunks: [chunk] })), ...lines.rest()];
}

const texts = (items: Item[]): string[] =>
  items.map((item) => (item.kind === "cut" ? `cut ${item.bytes}` : `${item.stream}: ${item.text}`));

describe("making lines of chunks", () => {
  it("joins a line that two chunks share, and gives it the time of its beginning", () => {
    expect(assemble(chunks(["stdout", "on"], ["stdout", "e\ntw"], ["stdout", "o\n"]))).toEqual([
      { kind: "line", attempt: 1, at: NOON, stream: "stdout", text: "one" },
      { kind: "line", attempt: 1, at: NOON + 1_000, stream: "stdout", text: "two" },
    ]);
  });

  it("does not let the lines of two streams run into each other", () => {
    const output = chunks(["stdout", "half"], ["stderr", "warning\n"], ["stdout", " way\n"]);
    expect(texts(assemble(output))).toEqual(["stderr: warning", "stdout: half way"]);
  });

  it("shows at the end the line that never ended", () => {
    expect(texts(assemble(chunks(["stdout", "a\nb"], ["log", "{}"])))).toEqual([
      "stdout: a",
      "stdout: b",
      "log: {}",
    ]);
  });

  it.each([
    ["a\r\nb\r\n", ["a", "b"]],
    ["10%\r20%\rdone\n", ["10%", "20%", "done"]],
    ["\n\n", ["", ""]],
    ["a\r", ["a"]],
    ["", []],
  ])("ends lines where %j does", (text, lines) => {
    expect(assemble(chunks(["stdout", text])).map((item) => item.kind === "line" && item.text)).toEqual(
      lines,
    );
  });

  it("makes the same lines wherever the bytes were parted", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "日", "👩‍👧", "\n", "\r\n") });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60)), (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const at = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length)])].sort((a, b) => a - b);
        const parts = at.map((from, index) => bytes.subarray(from, at[index + 1]));
        const parted = assemble(chunks(...parts.map((part): ["stdout", Buffer] => ["stdout", part])));
        expect(texts(parted)).toEqual(texts(assemble(chunks(["stdout", whole]))));
      }),
    );
  });

  it("says where bytes are missing, and does not sew the ends together", () => {
    const [head, tail] = chunks(["stdout", "begin é"], ["stdout", "end\n"]);
    const cut = [
      { ...head!, bytes: head!.bytes.subarray(0, 7) },
      { ...tail!, offset: 1_000 },
    ];
    expect(texts(assemble(cut))).toEqual(["stdout: begin \ufffd", "cut 993", "stdout: end"]);
  });

  it("holds no more of an endless line than a reader's memory bears", () => {
    const endless = Array.from({ length: 8 }, (): ["stdout", string] => ["stdout", "x".repeat(32 * 1024)]);
    const lines = assemble(chunks(...endless));
    expect(lines.map((item) => item.kind === "line" && item.text.length)).toEqual([98_304, 98_304, 65_536]);
  });

  it("begins anew with another attempt", () => {
    const lines = new LineAssembler();
    const first = lines.take({ attempt: 1, chunks: chunks(["stdout", "a\nb"]) });
    const second = lines.take({ attempt: 2, chunks: chunks(["stdout", "c\n"]) });
    expect(texts([...first, ...second])).toEqual(["stdout: a", "stdout: b", "stdout: c"]);
    expect(second.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

it("finds gaps, at the front too", () => {
  const gaps = new Gaps();
  const [chunk] = chunks(["stdout", "0123456789"]);
  expect([20, 30, 90, 95].map((offset) => gaps.before({ ...chunk!, offset }))).toEqual([20, 0, 50, 0]);
});
