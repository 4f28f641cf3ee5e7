import { describe, expect, it } from "vitest";
import { newId, shortId } from "../../src/core/ids.ts";

function millisecondOf(id: string): number {
  return Number.parseInt(shortId(id).replace("-", ""), 16);
}

describe("run ids", () => {
  it("are UUIDs of version 7 that sort by the time they were made", () => {
    const ids = [1_000, 1_001, 1_001, 2_000, 1_800_000_000_000].map(newId);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("have a millisecond each, whatever is made in one instant, so that short ids name one run", () => {
    const now = Date.UTC(2026, 10, 24);
    const made = Array.from({ length: 2_000 }, () => newId(now));
    expect(new Set(made.map(shortId)).size).toBe(2_000);
    expect(made.toSorted()).toEqual(made);
  });

  it("never run further ahead of the clock than a few seconds, and follow it back", () => {
    const now = Date.UTC(2026, 10, 25);
    const made = Array.from({ length: 10_000 }, () => newId(now));
    expect(millisecondOf(made.at(-1) ?? "")).toBe(now + 3_000);
    expect(new Set(made).size).toBe(10_000);
    expect(millisecondOf(newId(now - 86_400_000))).toBe(now - 86_400_000);
  });

  it("show their millisecond when cut short", () => {
    const now = Date.UTC(2026, 10, 26);
    expect(millisecondOf(newId(now))).toBe(now);
  });
});
