import { expect, it } from "vitest";
import { insist } from "../tsdown.insist.ts";

const plugin = () =>
  insist("no-semicolons", (found) => ({
    renderChunk: (code) => code.replaceAll(";", () => (found(), "")),
  }));
const bundle = { "main.js": { code: "" } };

it("lets a build be in which a plug-in found something", () => {
  const busy = plugin();
  expect(busy.renderChunk?.("a;b")).toBe("ab");
  expect(() => busy.generateBundle({}, bundle)).not.toThrow();
});

it("ends a build in which it found nothing any more", () => {
  const idle = plugin();
  expect(idle.renderChunk?.("a")).toBe("a");
  expect(() => idle.generateBundle({}, bundle)).toThrow(
    "no-semicolons finds nothing to do any more: mend tsdown.config.ts",
  );
});

it("looks for nothing in a bundle of types", () => {
  expect(() => plugin().generateBundle({}, { "index.d.ts": {} })).not.toThrow();
});
