import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { filesOfDefinition } from "../../src/command/defined-at.ts";
import { defineCommand } from "../../src/command/define.ts";
import { findDefinition } from "../../src/queue/name-definition.ts";

const DEFINED_AT = Symbol.for("errand.definedAt");
const FOLDER = "/site/commands";

/** A definition that was made with these frames on the stack. */
function definition(...frames: string[]): object {
  return { [DEFINED_AT]: { stack: ["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n") } };
}

describe("the name of a definition", () => {
  it("is known by the file that called defineCommand", () => {
    expect(filesOfDefinition(defineCommand({ summary: "here", run: () => undefined }))[0]).toBe(
      import.meta.filename,
    );
  });

  it.each([
    ["a module", ["file:///site/commands/essays/archive.ts:3:16"], "essays:archive"],
    ["a function in it", ["make (file:///site/commands/tidy.ts:3:16)"], "tidy"],
    ["CommonJS", ["Object.<anonymous> (/site/commands/tidy.cjs:3:16)"], "tidy"],
    ["a module that was read anew", ["file:///site/commands/tidy.ts?v=2:3:16"], "tidy"],
    ["a path with a space", [pathToFileURL("/site/commands/a b.ts").href + ":1:1"], undefined],
    [
      "a helper of the project's own",
      ["define (file:///site/commands/_lib/define.ts:1:1)", "file:///site/commands/tidy.ts:3:16"],
      "tidy",
    ],
    ["a bundle", ["file:///site/.next/server/chunk.js:1:9999"], undefined],
    ["another folder", ["file:///site/commands-old/tidy.ts:1:1"], undefined],
    ["a test", ["file:///site/commands/tidy.test.ts:1:1"], undefined],
    ["frames without a file", ["<anonymous>", "native"], undefined],
    ["no frames", [], undefined],
  ])("of %s", (_, frames, name) => {
    expect(findDefinition(definition(...frames), FOLDER)?.name).toBe(name);
  });

  it("is unknown where nothing was noted, or by somebody else", () => {
    expect(findDefinition({}, FOLDER)).toBeUndefined();
    expect(findDefinition({ [DEFINED_AT]: { stack: [{ site: 1 }] } }, FOLDER)).toBeUndefined();
  });

  it("stays with a definition that was copied", () => {
    const copy = { ...defineCommand({ summary: "here", run: () => undefined }) };
    expect(findDefinition(copy, join(import.meta.dirname))?.name).toBeUndefined();
    expect(filesOfDefinition(copy)).toContain(import.meta.filename);
  });
});
