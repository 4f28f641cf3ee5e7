import { expect, it } from "vitest";
import { wordLines } from "../../../src/cli/crontab/word-lines.ts";

it.each([
  [[3], "line 3"],
  [[3, 4], "lines 3 and 4"],
  [[3, 5, 8], "lines 3, 5 and 8"],
  [[3, 4, 5], "lines 3 to 5"],
  [[1, 3, 4, 5, 6, 9, 10], "lines 1, 3 to 6, 9 and 10"],
])("says %j as %s", (numbers, words) => {
  expect(wordLines(numbers)).toBe(words);
});
