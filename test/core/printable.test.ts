import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { printable } from "../../src/core/printable.ts";

describe("printable", () => {
  it.each([
    ["an escape sequence", "\u001b[2J", "\\x1b[2J"],
    ["a bell", "a\u0007b", "a\\x07b"],
    ["NUL", "\u0000", "\\x00"],
    ["a C1 CSI", "\u009b31m", "\\x9b31m"],
    ["a return that would overwrite", "safe\rEVIL", "safe\\rEVIL"],
    ["a bidi override", "a\u202eb", "a\\u202eb"],
    ["plain words, accents and emoji", "naïve 漢字 🎉", "naïve 漢字 🎉"],
  ])("shows %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("keeps line ends and tabs, unless it must be one line", () => {
    expect(printable("a\n\tb")).toBe("a\n\tb");
    expect(printable("a\n\tb", { oneLine: true })).toBe("a\\n\\tb");
  });

  it("never lets a control character through, whatever comes in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text, { oneLine: true })).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
