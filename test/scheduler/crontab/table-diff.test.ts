import { expect, it } from "vitest";
import { diffTables } from "../../../src/scheduler/crontab/table-diff.ts";

it.each([
  { title: "nothing", before: "a\n", after: "a\n", diff: "" },
  { title: "the first lines", before: "", after: "a\nb\n", diff: "@@ line 1 @@\n+a\n+b\n" },
  { title: "lines that go", before: "a\nb\nc\n", after: "a\nc\n", diff: "@@ line 1 @@\n a\n-b\n c\n" },
  {
    title: "a line among many, with two on either side",
    before: "1\n2\n3\n4\n5\n6\n7\n",
    after: "1\n2\n3\nfour\n5\n6\n7\n",
    diff: "@@ line 2 @@\n 2\n 3\n-4\n+four\n 5\n 6\n",
  },
  { title: "one of two equal lines", before: "a\na\n", after: "a\n", diff: "@@ line 1 @@\n a\n-a\n" },
  { title: "a last line without its end", before: "a", after: "b", diff: "@@ line 1 @@\n-a\n+b\n" },
])("shows $title", ({ before, after, diff }) => {
  expect(diffTables(before, after)).toBe(diff);
});
