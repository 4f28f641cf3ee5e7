import { describe, expect, it } from "vitest";
import { readWords } from "./read-words.ts";

const PARTS = ["start", "queue", "lanes"];

describe("the words of a bench", () => {
  it("ask for every part when they name none", () => {
    expect(readWords([], PARTS)).toEqual({ small: false, names: PARTS });
    expect(readWords(["--small"], PARTS)).toEqual({ small: true, names: PARTS });
  });

  it("ask for the named parts, each once and in their own order", () => {
    expect(readWords(["lanes", "--small", "start", "lanes"], PARTS)).toEqual({
      small: true,
      names: ["start", "lanes"],
    });
  });

  it.each(["lane", "--smal", "toString", ""])("are refused for %j, with the legal ones", (word) => {
    const wish = readWords(["queue", word], PARTS);
    expect(wish).toEqual({
      fault: expect.stringMatching(/^".*" is no part .* start, queue, lanes.*--help$/),
    });
  });

  it("ask for help whatever else they say", () => {
    expect(readWords(["nonsense", "--help"], PARTS)).toEqual({ help: true });
  });
});
