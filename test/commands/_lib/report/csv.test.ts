import { expect, test } from "vitest";
import { toCsv } from "../../../../commands/_lib/report/csv.ts";

test("a CSV file has a head, CRLF, doubled quotes, and nothing for null", () => {
  expect(
    toCsv(
      ["a", "b"],
      [
        ["x, y", 1],
        ['say "hi"\nyou', null],
      ],
    ),
  ).toBe('a,b\r\n"x, y",1\r\n"say ""hi""\nyou",\r\n');
});

test.each(["=1+1", "+1", "-1", "@sum", "\tx"])(
  "a text that a spreadsheet would calculate is text: %j",
  (text) => {
    expect(toCsv(["a"], [[text]])).toBe(`a\r\n'${text}\r\n`);
  },
);

test("a number stays one, a negative one too", () => {
  expect(toCsv(["a"], [[-1]])).toBe("a\r\n-1\r\n");
});
