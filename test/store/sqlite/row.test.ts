import { describe, expect, test } from "vitest";
import {
  blob,
  number,
  numberOrNull,
  text,
  textOrNull,
  word,
  wordOrNull,
  type Row,
} from "../../../src/store/sqlite/row.ts";

const STATES = ["queued", "running"] as const;
const bytes = new Uint8Array([0, 255]);
const row: Row = { title: "essay", count: 3, none: null, bytes, state: "running", big: 9n };

test("a column is handed out as what it should be", () => {
  expect([text(row, "title"), textOrNull(row, "title"), textOrNull(row, "none")]).toEqual([
    "essay",
    "essay",
    null,
  ]);
  expect([number(row, "count"), numberOrNull(row, "count"), numberOrNull(row, "none")]).toEqual([3, 3, null]);
  expect(blob(row, "bytes")).toBe(bytes);
  expect([word(row, "state", STATES), wordOrNull(row, "none", STATES)]).toEqual(["running", null]);
});

describe("a column that is something else is named, and not passed on", () => {
  test.each<[string, () => unknown, string]>([
    ["a number for text", () => text(row, "count"), "column count holds number, not text"],
    ["null for text", () => text(row, "none"), "column none holds object, not text"],
    [
      "a column that was not asked for",
      () => textOrNull(row, "missing"),
      "column missing holds undefined, not text",
    ],
    ["text for a number", () => number(row, "title"), "column title holds string, not a number"],
    [
      "a number that has no place in a double",
      () => numberOrNull(row, "big"),
      "column big holds bigint, not a number",
    ],
    ["text for bytes", () => blob(row, "title"), "column title holds string, not bytes"],
    [
      "a word of another list",
      () => word(row, "title", STATES),
      "column title holds string, not one of queued, running",
    ],
    ["a word of another list, or none", () => wordOrNull(row, "count", STATES), "not one of queued, running"],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(message);
  });
});
