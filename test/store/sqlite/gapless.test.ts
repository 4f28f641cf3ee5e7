import { expect, it } from "vitest";
import { gaplessRanges } from "../../../src/store/sqlite/gapless.ts";

it.each([
  { seqs: [], ranges: [] },
  { seqs: [7], ranges: [[7, 7]] },
  { seqs: [3, 1, 2], ranges: [[1, 3]] },
  {
    seqs: [9, 1, 2, 10, 5],
    ranges: [
      [1, 2],
      [5, 5],
      [9, 10],
    ],
  },
])("$seqs are the ranges $ranges", ({ seqs, ranges }) => {
  expect(gaplessRanges(seqs)).toEqual(ranges.map(([from, to]) => ({ from, to })));
});
