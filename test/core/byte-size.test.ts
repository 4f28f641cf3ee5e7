import { describe, expect, it } from "vitest";
import { parseBytes, unitOf, wordMemory } from "../../src/core/byte-size.ts";

describe("a size of memory", () => {
  it.each(["64MB", "512MB", "1.5GB", "2GB", "999.9MB"])("%s is worded as it was written", (text) =>
    expect(wordMemory(parseBytes(text) ?? 0)).toBe(text),
  );

  it.each([
    ["256MB", 256 * 2 ** 20 + 1, "256.1MB"],
    ["256MB", 2_000 * 2 ** 20, "2000MB"],
    ["2GB", 2 * 2 ** 30 + 1, "2.01GB"],
  ])("over %s is worded in its unit, and reads as more", (limit, used, words) =>
    expect(wordMemory(used, unitOf(parseBytes(limit) ?? 0))).toBe(words),
  );
});
