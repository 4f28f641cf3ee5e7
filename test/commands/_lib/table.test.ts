import { expect, test } from "vitest";
import { formatTable } from "../../../commands/_lib/table.ts";

test("a table has its columns two spaces apart, wide characters counted as two", () => {
  expect(
    formatTable(
      ["A", "NAME"],
      [
        ["1", "日本"],
        ["100", "b"],
      ],
    ),
  ).toBe("A    NAME\n1    日本\n100  b\n");
});

test("a cell is one line, and nothing in it drives a terminal", () => {
  expect(formatTable(["A"], [["x\u001b[2J\ny\u202ez"]])).toBe("A\nx [2J y z\n");
});
