import { describe, expect, it } from "vitest";
import { command, inNode, makeProject } from "./project.ts";

interface Outcome {
  summary?: string;
  code?: string;
  message?: string;
  next?: string;
}

/** Loads one command in a Node of its own. `said` is what reached the terminal besides. */
async function load(root: string, file: string, first: string[] = []): Promise<Outcome & { said: string }> {
  const { stdout, stderr } = await inNode(`
    const { loadCommand } = await module("command/load.ts");
    const found = { name: "it", file: ${JSON.stringify(`${root}/${file}`)} };
    const outcome = await loadCommand(found, ${JSON.stringify({ root, import: first })}).then(
      ({ definition }) => ({ summary: definition.summary }),
      ({ code, message, next }) => ({ code, message, next }));
    console.log(JSON.stringify(outcome));
  `);
  return { ...(JSON.parse(stdout) as Outcome), said: stderr };
}

const CJS = 'const { defineCommand } = require("errand");\n';
const DEFINED = 'defineCommand({ summary: "works", run() {} })';
const COMMON = { "package.json": '{ "name": "common" }' };

describe("modules that load", () => {
  it.each<[string, string, string, Record<string, string>]>([
    ["TypeScript", "commands/a.ts", `${command("works")}const n: number = 1;\nvoid n;`, {}],
    [
      "TypeScript, said to be a module",
      "commands/a.mts",
      `${command("works")}const n: number = 1;\nvoid n;`,
      {},
    ],
    ["JavaScript", "commands/a.js", command("works"), {}],
    ["JavaScript in a CommonJS package", "commands/a.mjs", command("works"), COMMON],
    ["CommonJS", "commands/a.cjs", `${CJS}module.exports = ${DEFINED};`, {}],
    ["CommonJS by its package", "commands/a.js", `${CJS}module.exports = ${DEFINED};`, COMMON],
    ["CommonJS TypeScript", "commands/a.cts", `${CJS}const n: number = 1;\nmodule.exports = ${DEFINED};`, {}],
    [
      "compiled to CommonJS",
      "commands/a.cjs",
      `${CJS}Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = ${DEFINED};`,
      {},
    ],
    [
      "TypeScript that imports, in a CommonJS package",
      "commands/a.ts",
      `${command("works")}const n: number = 1;\nvoid n;`,
      COMMON,
    ],
    ["a name with a space and a hash in its folder", "commands/a # b/a.ts", command("works"), {}],
  ])("%s", async (_, file, text, files) => {
    const root = makeProject({ ...files, [file]: text });
    expect(await load(root, file)).toEqual({ summary: "works", said: "" });
  });

  it("keep warnings that are not about package.json", async () => {
    const root = makeProject({
      ...COMMON,
      "commands/a.ts": `${command("works")}process.emitWarning("mine");`,
    });
    expect((await load(root, "commands/a.ts")).said).toContain("Warning: mine");
  });
});

describe("modules that do not", () => {
  const loader = 'Node\'s own TypeScript cannot run this: add import: ["tsx"] to errand.config.ts';

  const GONE =
    /^commands\/a\.ts does not load: Cannot find module '.*' imported from .*; commands\/nosuch[.jts]* does not exist$/;

  it("name the config that the project has", async () => {
    const text = `enum Level { low }\n${command("x")}`;
    const root = makeProject({ "commands/a.ts": text, "errand.config.mts": "export default {};" });
    expect(await load(root, "commands/a.ts")).toMatchObject({
      message: expect.stringMatching(/add import: \["tsx"\] to errand\.config\.mts$/),
    });
  });

  it.each([
    ["commands/a.ts", command("x")],
    ["commands/a.js", command("x")],
    ["commands/a.ts", "export default 5;"],
    ["commands/a.ts", "module.exports = await Promise.resolve(5);"],
  ])("say what to call %s in a package of CommonJS", async (file, text) => {
    const root = makeProject({ [file]: text, "package.json": '{ "type": "commonjs" }' });
    const module = file.replace(/[jt]s$/, "m$&");
    expect(await load(root, file)).toMatchObject({
      message: expect.stringMatching(
        new RegExp(
          `^${file} does not load: SyntaxError: .+ \\(${file}:1\\); its package.json says .*${module}$`,
        ),
      ),
      next: `mv ${file} ${module}`,
    });
  });

  it.each<[string, string, RegExp, string?]>([
    [
      "throws",
      'const x = 1;\nthrow new Error("no luck\\nsecond line");',
      /^commands\/a.ts does not load: no luck \(commands\/a.ts:2:7\)$/,
    ],
    ["throws a type error", "null.x;", /does not load: TypeError: Cannot read .* \(commands\/a.ts:1:6\)$/],
    ["throws what is no error", 'throw "a fit";', /does not load: it threw "a fit"$/],
    ["cannot be parsed", "export default {", /^commands\/a.ts does not load: .+ \(commands\/a.ts:1\)/],
    [
      "has no default export",
      "export const x = 1;",
      /^commands\/a.ts has no default export: write export default defineCommand/,
    ],
    [
      "exports a plain object",
      'export default { summary: "x", run() {} };',
      /exports a plain object that did not go through defineCommand/,
    ],
    ["exports a function", "export default () => {};", /exports a function by default/],
    ["exports null", "export default null;", /exports null by default/],
    [
      "has an enum",
      `enum Level { low }\n${command("x")}`,
      /enum is not supported in strip-only mode/,
      loader,
    ],
    ["has an alias", 'import "@/lib/db";', /Cannot find package '@\/lib' imported from/, loader],
    ["leaves the extension out", 'import "../lib/db";', /Cannot find module/, loader],
    ["writes .js for .ts", 'import "../lib/db.js";', /Cannot find module/, loader],
    ["imports a folder", 'import "../lib";', /Directory import/, loader],
    ["wants a file that is not there", 'import "./nosuch.ts";', GONE],
    ["wants a file that is not there under any name", 'import "./nosuch";', GONE],
    ["wants a script that is not there", 'import "./nosuch.js";', GONE],
    ["wants TypeScript of a script", 'import "../lib/old.ts";', /; lib\/old\.ts does not exist$/],
    ["wants a file of a folder that is not there", 'import "../nosuch/db";', /; nosuch\/db does not exist$/],
    ["imports a folder without an index", 'import "../empty";', /; empty has no index\.ts or the like$/],
    ["wants a package that is not there", 'import "left-pad";', /Cannot find package 'left-pad'/],
    [
      "wants a name that is not exported",
      'import { nope } from "errand";',
      /does not provide an export named 'nope'/,
    ],
  ])("%s", async (_, text, message, hint) => {
    const root = makeProject({
      "commands/a.ts": text,
      "lib/db.ts": "",
      "lib/index.ts": "",
      "lib/old.js": "",
      "empty/readme.md": "",
    });
    const outcome = await load(root, "commands/a.ts");
    expect(outcome).toMatchObject({ code: "invalid_command", message: expect.stringMatching(message) });
    expect(outcome.message?.includes(loader)).toBe(hint !== undefined);
    expect(outcome.next).toBe(hint === undefined ? "errand list" : "npm install --save-dev tsx");
    expect(outcome.message).not.toMatch(/\n/);
  });
});

describe("modules that the config wants first", () => {
  it("make an enum and a path alias work", async () => {
    const root = makeProject({
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
      "lib/words.ts": 'export enum Word { works = "works" }',
      "commands/a.ts":
        'import { defineCommand } from "errand";\nimport { Word } from "@/words";\nexport default defineCommand({ summary: Word.works, run() {} });',
    });
    expect(await load(root, "commands/a.ts", ["tsx"])).toEqual({ summary: "works", said: "" });
  });

  it("are not asked for again by an import of what is not there", async () => {
    const root = makeProject({ "commands/a.ts": `import "./nosuch";\n${command("x")}` });
    expect(await load(root, "commands/a.ts", ["tsx"])).toMatchObject({
      message: expect.stringMatching(/; commands\/nosuch does not exist$/),
      next: "errand list",
    });
  });

  it("are found from the project, and imported once", async () => {
    const root = makeProject({
      "first.js": 'process.stderr.write("first;"); globalThis.word = "works";',
      "commands/a.js": command("x").replace('"x"', "globalThis.word"),
    });
    expect(await load(root, "commands/a.js", ["./first.js", "./first.js"])).toEqual({
      summary: "works",
      said: "first;",
    });
  });

  it("may have exports for import only", async () => {
    const root = makeProject({
      "node_modules/only/package.json": '{ "name": "only", "exports": { "import": "./i.mjs" } }',
      "node_modules/only/i.mjs": "",
      "commands/a.js": command("works"),
    });
    expect(await load(root, "commands/a.js", ["only"])).toEqual({ summary: "works", said: "" });
  });

  it("are named when they are not there", async () => {
    const root = makeProject({ "commands/a.js": command("works") });
    expect(await load(root, "commands/a.js", ["nowhere"])).toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(
        /^import "nowhere" of the config does not load: Cannot find package 'nowhere'/,
      ),
      next: "npm install --save-dev nowhere",
    });
  });
});
