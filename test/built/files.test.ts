import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

const files = readdirSync(DIST)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, code: readFileSync(DIST + name, "utf8") }));

describe("the built files", () => {
  it("keep to ASCII: one character beyond makes V8 hold all of a file in two bytes a character", () => {
    expect(files.filter(({ code }) => /[^\0-\x7f]/.test(code)).map(({ name }) => name)).toEqual([]);
  });

  it("have in parentheses what every start calls, and so it is compiled when it comes out of the cache", () => {
    const early = (code: string) => code.match(/=\((?:async )?function/g)?.length ?? 0;
    const [ground, start] = ["ground-", "start-"].map((name) =>
      Math.max(...files.filter((file) => file.name.startsWith(name)).map(({ code }) => early(code))),
    );
    expect(ground).toBeGreaterThan(40);
    expect(start).toBeGreaterThan(150);
  });

  it("have the methods in parentheses too, of objects and of classes", () => {
    const start = files.filter(({ name }) => name.startsWith("start-")).map(({ code }) => code);
    const count = (pattern: RegExp) => Math.max(...start.map((code) => code.match(pattern)?.length ?? 0));
    expect(count(/[{,]\w+:\((?:async )?function\(/g)).toBeGreaterThan(15);
    expect(count(/static\{Object\.defineProperty\(this\.prototype,"\w+",\{value:\(/g)).toBeGreaterThan(20);
  });
});
