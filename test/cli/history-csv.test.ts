import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { toCsv } from "../../src/cli/history-csv.ts";
import type { Run } from "../../src/core/run.ts";
import { aRun } from "./a-run.ts";

const cells = (run: Partial<Run>): Record<string, string> => {
  const [head = [], row = []] = parse(toCsv([aRun(run)]));
  return Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""]));
};

/** The reader that RFC 4180 describes. */
function parse(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

it("has a head, a row for each run, and ends each with CRLF", () => {
  const lines = toCsv([aRun({}), aRun({})]).split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^id,command,state,trigger,requestedAt,/);
  expect(lines[3]).toBe("");
});

it("gives times as JSON does, args as JSON, and leaves unknowns empty", () => {
  expect(
    cells({ args: { stage: "review", ids: [1, 2] }, requestedAt: 0, finishedAt: null, exitCode: 3 }),
  ).toMatchObject({
    requestedAt: "1970-01-01T00:00:00.000Z",
    args: '{"stage":"review","ids":[1,2]}',
    finishedAt: "",
    exitCode: "3",
  });
});

it.each(["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1"])("disarms the formula %j", (reason) => {
  expect(cells({ reason })["reason"]).toBe(`'${reason}`);
});

it("leaves negative numbers numbers", () => {
  expect(cells({ reason: "-12.5" })["reason"]).toBe("-12.5");
});

it("can be read back, whatever stands in it, and drives no terminal", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "\u001b", "é", " ") }),
      (reason) => {
        const csv = toCsv([aRun({ reason })]);
        expect(csv.replaceAll("\r\n", "")).not.toMatch(/[^\P{Cc}\n]/u);
        expect(cells({ reason })["reason"]).toBe(
          reason.replaceAll("\r", "\\r").replaceAll("\u001b", "\\x1b"),
        );
      },
    ),
  );
});
