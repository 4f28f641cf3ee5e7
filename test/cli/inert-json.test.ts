import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { inertJson } from "../../src/cli/inert-json.ts";

it("shows no control character and no mark that reorders, and changes no value", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = inertJson({ [text]: text });
      expect(json).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
  );
  expect(inertJson("\u009b2J\u202e")).toBe(String.raw`"\u009b2J\u202e"`);
});
