import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { INFO, levelOf, prettyLine } from "../../src/log/pretty-line.ts";

const plain = (fields: object): string => stripVTControlCharacters(prettyLine(JSON.stringify(fields)));

it("puts time, level and message first, and every other field behind them", () => {
  const line = plain({
    level: 40,
    time: 0,
    run: "r1",
    command: "c",
    msg: "slow",
    left: 3,
    who: { name: "ada" },
  });
  expect(line).toMatch(/^\d\d:\d\d:\d\d WARN {2}slow left=3 who={"name":"ada"}$/);
});

it("stays one line and drives no terminal, whatever a field holds", () => {
  const line = prettyLine(JSON.stringify({ level: 30, time: 0, msg: "a\nb\u001b[2J", "k\u001b": "v\r" }));
  expect(stripVTControlCharacters(line)).toContain("a\\nb\\x1b[2J k\\x1b=v\\r");
  expect(line).not.toContain("\u001b[2J");
});

it("does without a message", () => {
  expect(plain({ level: 30, time: 0, found: 3 })).toMatch(/INFO {2}found=3$/);
});

it("knows the level of a line without parsing it", () => {
  expect(levelOf('{"level":20,"time":1}')).toBe(20);
  expect(levelOf("not json")).toBe(INFO);
});
