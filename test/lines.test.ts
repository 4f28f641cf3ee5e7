import { readdirSync, readFileSync } from "node:fs";
import { parseAst } from "rolldown/parseAst";
import { expect, it } from "vitest";
import { onLines } from "../tsdown.lines.ts";
import type { Node } from "../tsdown.parentheses.ts";

const written = (code: string): string => onLines(code, parseAst(code) as unknown as Node);

it.each([
  ["a();b()", "a();\nb()"],
  ["function f(){if(a)throw b;return c}", "function f(){\nif(a)\nthrow b;\nreturn c}"],
  ["switch(a){case 1:b();break}", "switch(a){case 1:\nb();\nbreak}"],
  ["class A{static{a()}m(){b()}}", "class A{static{\na()}m(){\nb()}}"],
  ["x=()=>{a()}", "x=()=>{\na()}"],
  ["x=`${(()=>{a()})()};b()`", "x=`${(()=>{\na()})()};b()`"],
  ["a();\nb();", "a();\nb();"],
])("puts each statement of %s on a line of its own", (code, lines) => {
  expect(written(code)).toBe(lines);
});

it("changes nothing that the code says", () => {
  const dir = new URL("../src/core/", import.meta.url);
  const plain = (node: unknown): unknown =>
    JSON.parse(
      JSON.stringify(node, (key, value: unknown) =>
        ["start", "end", "range", "loc"].includes(key) ? undefined : value,
      ),
    );
  let files = 0;
  for (const name of readdirSync(dir)) {
    const code = readFileSync(new URL(name, dir), "utf8");
    const parse = (text: string): unknown => plain(parseAst(text, { lang: "ts" }));
    const program = parseAst(code, { lang: "ts" }) as unknown as Node;
    expect(parse(onLines(code, program))).toEqual(parse(code));
    files += 1;
  }
  expect(files).toBeGreaterThan(10);
});
