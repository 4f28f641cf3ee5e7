import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  DEEPEST_IMPORT,
  deepestImport,
  findCycles,
  findLongFiles,
  findStrays,
  findWrongStoreys,
  LONGEST_FILE,
} from "./layers/rules.ts";
import { importsOf, type Sources } from "./layers/read-source.ts";

const SRC = join(import.meta.dirname, "..", "src");

function readSources(): Sources {
  const files = globSync("**/*.ts", { cwd: SRC }).map((file) => file.replaceAll("\\", "/"));
  return new Map(files.map((file) => [file, readFileSync(join(SRC, file), "utf8")]));
}

describe("the house", () => {
  const sources = readSources();

  it("has rooms to look at", () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(sources.has("main.ts")).toBe(true);
  });

  it("imports only its own storey and those below", () => {
    expect(findWrongStoreys(sources)).toEqual([]);
  });

  it("has no ring of imports", () => {
    expect(findCycles(sources)).toEqual([]);
  });

  it("keeps clocks, exits, the console and each package in their one room", () => {
    expect(findStrays(sources)).toEqual([]);
  });

  it(`has no file over ${LONGEST_FILE} lines`, () => {
    expect(findLongFiles(sources)).toEqual([]);
  });

  it(`goes through no more than ${DEEPEST_IMPORT} imports in a row before a first line runs`, () => {
    const way = deepestImport(sources);
    expect(way.length - 1, way.join(" → ")).toBeLessThanOrEqual(DEEPEST_IMPORT);
  });
});

describe("the rule", () => {
  const CLEAN = "export const one = 1;\n";

  it.each([
    { title: "a static import", text: 'import { one } from "../store/store.ts";' },
    { title: "a type import", text: 'import type { One } from "../store/store.ts";' },
    { title: "an inline type", text: 'export type Two = import("../store/store.ts").One;' },
    { title: "a late import", text: 'export const late = () => import("../store/store.ts");' },
    { title: "a re-export", text: 'export * from "../store/store.ts";' },
    { title: "an import for its effect", text: 'import "../store/store.ts";' },
  ])("of storeys sees $title from below", ({ text }) => {
    const faults = findWrongStoreys(
      new Map([
        ["core/run.ts", text],
        ["store/store.ts", CLEAN],
      ]),
    );
    expect(faults).toEqual(["core/run.ts:1 imports store/store.ts: store stands above core"]);
  });

  it.each([
    {
      title: "a file in no storey",
      sources: { "helpers/x.ts": CLEAN },
      fault: "helpers/x.ts stands in no storey",
    },
    {
      title: "a file that is not there",
      sources: { "core/run.ts": 'import "./gone.ts";' },
      fault: "core/run.ts:1 imports core/gone.ts, which is not there",
    },
    {
      title: "the public door opened from within",
      sources: { "main.ts": 'import "./index.ts";', "index.ts": CLEAN },
      fault: "main.ts:1 imports index.ts, a door that nothing in src opens",
    },
    {
      title: "the test kit in shipped code",
      sources: { "cli/run.ts": 'import "../testing/index.ts";', "testing/index.ts": CLEAN },
      fault: "cli/run.ts:1 imports testing/index.ts, a door that nothing in src opens",
    },
    {
      title: "the command line in the test kit",
      sources: { "testing/index.ts": 'import "../cli/run.ts";', "cli/run.ts": CLEAN },
      fault: "testing/index.ts:1 imports cli/run.ts: cli stands above testing",
    },
    {
      title: "config that knows a command",
      sources: { "config/check.ts": 'import "../command/load.ts";', "command/load.ts": CLEAN },
      fault: "config/check.ts:1 imports command/load.ts: command stands above config",
    },
  ])("of storeys sees $title", ({ sources, fault }) => {
    expect(findWrongStoreys(new Map(Object.entries(sources)))).toEqual([fault]);
  });

  it("of storeys allows what the design allows", () => {
    const sources = new Map([
      ["core/run.ts", CLEAN],
      ["config.ts", 'import "./core/run.ts"; import "./config/shape.ts";'],
      [
        "config/shape.ts",
        'import "../core/run.ts"; import facts from "../../package.json" with { type: "json" };',
      ],
      ["cli/run.ts", 'import "../config.ts"; import "node:fs"; import "zod";'],
      ["main.ts", 'void import("./cli/run.ts");'],
    ]);
    expect(findWrongStoreys(sources)).toEqual([]);
  });

  it.each([
    { title: "a ring of two", sources: { "core/a.ts": 'import "./b.ts";', "core/b.ts": 'import "./a.ts";' } },
    {
      title: "a ring through a type",
      sources: { "core/a.ts": 'import "./b.ts";', "core/b.ts": 'import type { A } from "./a.ts";' },
    },
    {
      title: "a ring through a late import",
      sources: { "core/a.ts": 'import "./b.ts";', "core/b.ts": 'void import("./a.ts");' },
    },
    { title: "a file that imports itself", sources: { "core/a.ts": 'import "./a.ts";' } },
    {
      title: "a ring behind a clean entrance",
      sources: {
        "core/z.ts": 'import "./a.ts";',
        "core/a.ts": 'import "./b.ts";',
        "core/b.ts": 'import "./c.ts";',
        "core/c.ts": 'import "./a.ts";',
      },
    },
  ])("of rings sees $title", ({ sources }) => {
    expect(findCycles(new Map(Object.entries(sources)))).toHaveLength(1);
  });

  it("of rings lets a verb look into the table that loads it late, and nothing more", () => {
    const table = (text: string): Sources =>
      new Map([
        ["cli/verbs.ts", text],
        ["cli/complete.ts", 'import "./verbs.ts";'],
      ]);
    expect(findCycles(table('void import("./complete.ts");'))).toEqual([]);
    expect(findCycles(table('import "./complete.ts";'))).toHaveLength(1);
  });

  it("of rings takes two ways to one file for no ring", () => {
    const sources = {
      "core/a.ts": 'import "./b.ts"; import "./c.ts";',
      "core/b.ts": 'import "./c.ts";',
      "core/c.ts": CLEAN,
    };
    expect(findCycles(new Map(Object.entries(sources)))).toEqual([]);
  });

  it.each([
    { file: "core/run.ts", text: "const now = Date.now();", fault: "uses Date.now" },
    { file: "core/run.ts", text: "const now = new Date();", fault: "uses new Date()" },
    { file: "core/run.ts", text: "const now = new Date;", fault: "uses new Date()" },
    { file: "core/run.ts", text: "const now = Date();", fault: "uses Date()" },
    { file: "log/x.ts", text: "const t = performance.now();", fault: "uses performance" },
    { file: "log/x.ts", text: "const t = process.hrtime.bigint();", fault: "uses process.hrtime" },
    { file: "runner/x.ts", text: "setTimeout(work, 5);", fault: "uses setTimeout" },
    { file: "runner/x.ts", text: "const later = globalThis && setInterval;", fault: "uses setInterval" },
    { file: "cli/x.ts", text: "process.exit(1);", fault: "uses process.exit" },
    { file: "main.ts", text: "process.abort();", fault: "uses process.abort" },
    { file: "main.ts", text: "console.log(1);", fault: "uses console" },
    { file: "app.ts", text: 'import { Cron } from "croner";', fault: "imports croner" },
    { file: "cli/x.ts", text: 'import type { Result } from "execa";', fault: "imports execa" },
    { file: "core/x.ts", text: 'const pino = await import("pino");', fault: "imports pino" },
    { file: "command/x.ts", text: 'import { Command } from "commander";', fault: "imports commander" },
    { file: "command/x.ts", text: 'import { text } from "@clack/prompts";', fault: "imports @clack/prompts" },
    {
      file: "store/open.ts",
      text: 'import { DatabaseSync } from "node:sqlite";',
      fault: "imports node:sqlite",
    },
    {
      file: "runner/x.ts",
      text: 'const { DatabaseSync } = process.getBuiltinModule("node:sqlite");',
      fault: "imports node:sqlite",
    },
    {
      file: "runner/x.ts",
      text: 'import { setTimeout as sleep } from "node:timers/promises";',
      fault: "imports node:timers/promises",
    },
  ])("of rooms sees $text in $file", ({ file, text, fault }) => {
    expect(findStrays(new Map([[file, text]]))).toContain(`${file}:1 ${fault}`);
  });

  it.each([
    {
      title: "the clock's own room",
      file: "system-clock.ts",
      text: "export const now = Date.now(); setTimeout(f, 1);",
    },
    {
      title: "a date made of a value",
      file: "core/x.ts",
      text: "export const date = (ms: number) => new Date(ms);",
    },
    {
      title: "a comment and a text",
      file: "core/x.ts",
      text: '// Date.now()\nexport const said = "process.exit(1)";',
    },
    {
      title: "a member of that name",
      file: "core/x.ts",
      text: "export const x = { console: 1 }; x.console; class Y { setTimeout() {} }",
    },
    { title: "the bin's exit", file: "main.ts", text: "process.exit(0);" },
    { title: "the exit code", file: "cli/x.ts", text: "process.exitCode = 1;" },
  ])("of rooms allows $title", ({ file, text }) => {
    expect(findStrays(new Map([[file, text]]))).toEqual([]);
  });

  it("of sizes counts lines", () => {
    const lines = (count: number): string => "one;\n".repeat(count);
    const sources = new Map([
      ["core/fits.ts", lines(LONGEST_FILE)],
      ["core/long.ts", lines(LONGEST_FILE + 1)],
    ]);
    expect(findLongFiles(sources)).toEqual([`core/long.ts has ${LONGEST_FILE + 1} lines`]);
  });

  it("of depth follows the longest way, and no late import", () => {
    const chain = Array.from({ length: 12 }, (_, at): [string, string] => [
      `core/${at}.ts`,
      at === 11 ? CLEAN : `import "./${at + 1}.ts";`,
    ]);
    expect(deepestImport(new Map(chain))).toHaveLength(12);
    const late = chain.map(([file, text]): [string, string] => [
      file,
      file === "core/5.ts" ? 'void import("./6.ts");' : text,
    ]);
    expect(deepestImport(new Map(late))).toHaveLength(6);
  });

  it("tells the kinds of imports apart", () => {
    const text =
      'import { a, type B } from "./a.ts"; import { type C } from "./c.ts"; import type D from "./d.ts"; void import("./e.ts");';
    expect(importsOf("core/x.ts", text).map(({ kind }) => kind)).toEqual(["static", "type", "type", "late"]);
  });
});
