import { stripVTControlCharacters as strip } from "node:util";
import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { formatTable, type Column } from "../../src/cli/table.ts";

const COLUMNS: Column[] = [
  { head: "RUN" },
  { head: "COMMAND", least: 8 },
  { head: "TOOK", align: "right", spare: 2 },
  { head: "BY", spare: 1 },
  { head: "WHY", least: 6, spare: 3 },
];
const ROWS = [
  ["01a2", "essays:check-stale", "4.2s", "ada", "no SMTP server at mail.example"],
  ["01b3", "backup", "12ms", "grace", ""],
];

const lines = (width: number | undefined, rows = ROWS): string[] =>
  strip(formatTable(COLUMNS, rows, width)).split("\n");

it("cuts nothing where there is no terminal, and ends no row with blanks", () => {
  expect(lines(undefined)).toEqual([
    "RUN   COMMAND             TOOK  BY     WHY",
    "01a2  essays:check-stale  4.2s  ada    no SMTP server at mail.example",
    "01b3  backup              12ms  grace",
  ]);
});

it("cuts the last column first, then the others that may be cut", () => {
  expect(lines(50)[1]).toBe("01a2  essays:check-stale  4.2s  ada    no SMTP se…");
  expect(lines(40)[1]).toBe("01a2  essays:check…  4.2s  ada    no SM…");
});

it("leaves out columns that can be spared, the least needed first", () => {
  expect(lines(32).slice(0, 2)).toEqual([
    "RUN   COMMAND       TOOK  WHY",
    "01a2  essays:chec…  4.2s  no SM…",
  ]);
  expect(lines(24)[0]).toBe("RUN   COMMAND     WHY");
  expect(lines(16)[0]).toBe("RUN   COMMAND");
});

it("counts a wide character as two", () => {
  const [, row] = lines(41, [["01a2", "日本語の説明がここにあります", "1s", "ada", "x"]]);
  expect(row).toMatch(/^01a2 {2}日本語の説明.*… +1s {2}ada {2}x$/);
});

it("never lets a row be wider than the terminal, nor drive it", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b ", "\u001b[2J", "\n", "é", "\u0000"),
    maxLength: 60,
  });
  const row = fc.tuple(fc.constant("01a2"), text, fc.constant("1s"), text, text);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 3 }), fc.integer({ min: 14, max: 120 }), (rows, width) => {
      const shown = lines(width, rows);
      expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(width);
      expect(shown).toHaveLength(rows.length + 1);
      expect(shown.join("")).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 50 },
  );
});

it("keeps errand's own colours, and gives them no room", () => {
  const columns = [{ head: "STATE" }, { head: "WHY" }];
  const [, row] = formatTable(columns, [[{ styled: "\u001b[31mfailed\u001b[39m" }, "x"]], 80).split("\n");
  expect(row).toBe("\u001b[31mfailed\u001b[39m  x");
});
