import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { drawBar } from "../../src/cli/progress-bar.ts";

const draw = (done: number, total: number | null, note: string | null = null, columns = 80): string =>
  stripVTControlCharacters(drawBar({ done, total, note }, columns));

it.each([
  [0, 4, "[------------------------] 0/4 0%"],
  [1, 4, "[######------------------] 1/4 25%"],
  [4, 4, "[########################] 4/4 100%"],
  [9, 4, "[########################] 9/4 100%"],
  [-1, 4, "[------------------------] -1/4 0%"],
])("%i of %i", (done, total, bar) => {
  expect(draw(done, total)).toBe(bar);
});

it("counts when nobody knows the total", () => {
  expect(draw(12, null, "essays")).toBe("12 essays");
  expect(draw(12, 0)).toBe("12");
});

it("never wraps: a bar of two lines could not be taken away again", () => {
  for (const columns of [30, 40, 80])
    expect(draw(1, 3, "x".repeat(200), columns).length).toBeLessThan(columns);
});

it("drives no terminal through its note", () => {
  expect(draw(1, 2, "a\u001b[2J\n")).toContain("a\\x1b[2J\\n");
});
