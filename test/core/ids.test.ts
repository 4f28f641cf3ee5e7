import { describe, expect, it } from "vitest";
import { newId, shortId } from "../../src/core/ids.ts";

describe("run ids", () => {
  it("are UUIDs of version 7 that sort by the time they were made", () => {
    const ids = [1_000, 1_001, 1_001, 2_000, 1_800_000_000_000].map(newId);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("show their millisecond when cut short", () => {
    const now = Date.UTC(2026, 10, 23);
    expect(Number.parseInt(shortId(newId(now)).replace("-", ""), 16)).toBe(now);
  });
});
