import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest, type ManifestOptions } from "../../src/command/manifest.ts";
import { readConfig } from "../../src/config.ts";
import { command, makeProject, write } from "./project.ts";

async function read(root: string, options: ManifestOptions = {}) {
  return readManifest(await readConfig({ cwd: root, env: {} }), options);
}

/** What each command is known by: its summary, or the error. */
async function known(root: string, options: ManifestOptions = {}): Promise<Record<string, string>> {
  const entries = await read(root, options);
  return Object.fromEntries(
    entries.map((entry) => [entry.name, "error" in entry ? entry.error : entry.descriptor.summary]),
  );
}

const manifestOf = (root: string): string => join(root, ".errand/manifest.jsonl");

/** Swaps a word in the manifest, so that what is read from it can be told from what is described anew. */
function mark(root: string, from: string, to: string): void {
  writeFileSync(manifestOf(root), readFileSync(manifestOf(root), "utf8").replaceAll(from, to));
}

describe("a manifest", () => {
  it("describes a command for help, lists and completion", async () => {
    const root = makeProject({
      "commands/essays/check.ts": command(
        "checks",
        `description: "more", examples: ["--stage review"], overlap: "wait", timeout: "5m", positional: ["stage"],
         args: z.object({
           stage: z.enum(["drafting", "review"]).default("drafting").describe("which"),
           olderThan: duration().default("14d"),
           at: z.date().optional(),
           big: z.bigint().default(5n),
           key: z.string().default("hunter2").meta({ secret: true }),
         }),`,
      ),
    });
    const [entry] = await read(root);
    expect(entry).toMatchObject({ name: "essays:check", file: "commands/essays/check.ts" });
    expect(entry).toHaveProperty("descriptor.flags.length", 5);
    expect(entry).toMatchObject({
      descriptor: {
        name: "essays:check",
        file: "commands/essays/check.ts",
        summary: "checks",
        description: "more",
        examples: ["--stage review"],
        overlap: "wait",
        timeout: "5m",
        schema: {
          type: "object",
          additionalProperties: false,
          properties: {
            stage: {
              type: "string",
              enum: ["drafting", "review"],
              default: "drafting",
              description: "which",
            },
            olderThan: { type: "string", default: "14d" },
            at: { type: "string", format: "date-time" },
            key: { type: "string" },
          },
        },
      },
    });
    expect(readFileSync(manifestOf(root), "utf8")).not.toContain("hunter2");
  });

  it("is read instead of the modules while nothing changed", async () => {
    const root = makeProject({ "commands/a.ts": command("first"), "commands/b.js": command("other") });
    expect(await known(root)).toEqual({ a: "first", b: "other" });
    mark(root, "first", "kept");
    expect(await known(root)).toEqual({ a: "kept", b: "other" });
  });

  it("is for nobody else to read, and leaves no draft behind", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    await read(root);
    expect(statSync(manifestOf(root)).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, ".errand")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(root, ".errand"))).toEqual(["manifest.jsonl"]);
  });
});

describe("never stale", () => {
  const files = {
    "lib/deep.ts": "export const word: string = 'first';",
    "lib/words.ts": "export { word } from './deep.ts';",
    "commands/a.ts": `import { word } from "../lib/words.ts";\n${command("x").replace('"x"', "word")}`,
    "commands/b.ts": `import { word } from "../lib/words.ts";\n${command("x").replace('"x"', "word")}`,
    "commands/c.ts": command("apart"),
  };

  it("sees an edit of the command, and describes only that anew", async () => {
    const root = makeProject(files);
    await read(root);
    mark(root, "apart", "kept");
    write(join(root, "commands/a.ts"), command("edited"));
    expect(await known(root)).toEqual({ a: "edited", b: "first", c: "kept" });
  });

  it("sees an edit of what is imported at any depth, for every command", async () => {
    const root = makeProject(files);
    await read(root);
    write(join(root, "lib/deep.ts"), "export const word: string = 'other';");
    expect(await known(root)).toEqual({ a: "other", b: "other", c: "apart" });
    write(join(root, "lib/deep.ts"), "export const word: string = 'third';");
    expect(await known(root)).toMatchObject({ a: "third", b: "third" });
  });

  it("sees an edit of the same size whose time was put back", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    const file = join(root, "commands/a.ts");
    const then = new Date("2026-01-01");
    utimesSync(file, then, then);
    await read(root);
    write(file, command("third"));
    utimesSync(file, then, then);
    expect(await known(root)).toEqual({ a: "third" });
  });

  it("sees a file that came, went or moved", async () => {
    const root = makeProject({ "commands/a.ts": command("first"), "commands/b.ts": command("other") });
    await read(root);
    renameSync(join(root, "commands/a.ts"), join(root, "commands/a.mts"));
    rmSync(join(root, "commands/b.ts"));
    write(join(root, "commands/c.ts"), command("new"));
    expect((await read(root)).map(({ file }) => file)).toEqual(["commands/a.mts", "commands/c.ts"]);
    expect(readFileSync(manifestOf(root), "utf8")).not.toContain("other");
  });

  it.each(["package.json", "tsconfig.json", "errand.config.js", "node_modules/.package-lock.json"])(
    "sees a change of %s",
    async (file) => {
      const root = makeProject({ "commands/a.ts": command("first") });
      await read(root);
      mark(root, "first", "kept");
      write(join(root, file), file.endsWith(".js") ? "export default {};" : '{ "type": "module" }\n');
      expect(await known(root)).toEqual({ a: "first" });
    },
  );

  it("sees through a loader that the config wants", async () => {
    const root = makeProject({
      "errand.config.ts": 'export default { import: ["tsx"] };',
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
      "lib/words.ts": 'export enum Word { it = "first" }',
      "commands/a.ts": `import { Word } from "@/words";\n${command("x").replace('"x"', "Word.it")}`,
    });
    expect(await known(root)).toEqual({ a: "first" });
    write(join(root, "lib/words.ts"), 'export enum Word { it = "second" }');
    expect(await known(root)).toEqual({ a: "second" });
  });

  it.each(["", "{", "null", "[]", '{"ground":1}', '{"files":[],"commands":[5]}'])(
    "is built anew when it is damaged: %j",
    async (text) => {
      const root = makeProject({ "commands/a.ts": command("first") });
      await read(root);
      write(manifestOf(root), text);
      expect(await known(root)).toEqual({ a: "first" });
      mark(root, "first", "kept");
      expect(await known(root)).toEqual({ a: "kept" });
    },
  );

  it("is done without where nothing can be written", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    writeFileSync(join(root, ".errand"), "a file stands where the folder would be");
    expect(await known(root)).toEqual({ a: "first" });
    expect(existsSync(manifestOf(root))).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)("is done without in a folder that may not be written to", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    chmodSync(root, 0o500);
    expect(await known(root)).toEqual({ a: "first" });
    chmodSync(root, 0o700);
  });
});

describe("modules that misbehave", () => {
  const good = { "commands/good.ts": command("good"), "commands/zebra.ts": command("zebra") };

  it.each<[string, string, RegExp]>([
    ["prints", `console.log("noise"); console.error("noise");\n${command("printed")}`, /^printed$/],
    ["keeps a timer", `setInterval(() => {}, 1000);\n${command("ticks")}`, /^ticks$/],
    ["throws", 'throw new Error("no luck");', /^commands\/bad.ts does not load: no luck/],
    ["throws nothing much", "throw undefined;", /does not load: it threw undefined/],
    ["is no command", "export default 5;", /^commands\/bad.ts exports a number by default/],
    [
      "has clashing flags",
      command("x", 'args: z.object({ aB: z.string(), "a-b": z.string() }),'),
      /^commands\/bad.ts: --a-b would be a flag of both/,
    ],
    [
      "exits",
      "process.exit(3);",
      /^commands\/bad.ts does not load: it ended its process \(exit 3\) while it was imported$/,
    ],
    [
      "kills itself",
      'process.kill(process.pid, "SIGTERM"); await new Promise(() => {});',
      /ended its process \(SIGTERM\)/,
    ],
    ["spins", "for (;;);", /^commands\/bad.ts does not load: it was still loading after 3 s$/],
    [
      "waits for ever",
      "setInterval(() => {}, 1000); await new Promise(() => {});",
      /still loading after 3 s/,
    ],
  ])("one that %s hurts nobody else", async (_, text, expected) => {
    const root = makeProject({ ...good, "commands/bad.ts": text });
    expect(await known(root, { limitMs: 3000 })).toEqual({
      good: "good",
      zebra: "zebra",
      bad: expect.stringMatching(expected),
    });
  });

  it("one that ends the process later is not blamed on its neighbour", async () => {
    const root = makeProject({
      ...good,
      "commands/bad.ts": `setTimeout(() => process.exit(1), 1);\n${command("late")}`,
    });
    write(
      join(root, "commands/slow.ts"),
      `await new Promise((wake) => setTimeout(wake, 300));\n${command("slow")}`,
    );
    expect(await known(root)).toEqual({ bad: "late", good: "good", slow: "slow", zebra: "zebra" });
  });

  it("an error is not kept: the cause may lie outside", async () => {
    const root = makeProject({ ...good, "commands/bad.ts": `import "left-pad";\n${command("mended")}` });
    expect(await known(root)).toMatchObject({ bad: expect.stringMatching(/left-pad/) });
    write(join(root, "node_modules/left-pad/package.json"), '{ "name": "left-pad", "main": "i.js" }');
    write(join(root, "node_modules/left-pad/i.js"), "");
    expect(await known(root)).toMatchObject({ bad: "mended", good: "good" });
  });
});

describe("one command alone", () => {
  it("is described without the others, and what is known of them stays", async () => {
    const root = makeProject({ "commands/a.ts": command("first"), "commands/b.ts": "process.exit(1)" });
    await read(root);
    mark(root, "first", "kept");
    write(join(root, "commands/b.ts"), command("second"));
    expect(await known(root, { only: "b" })).toEqual({ b: "second" });
    expect(await known(root)).toEqual({ a: "kept", b: "second" });
  });

  it("that is not there has a near one named", async () => {
    const root = makeProject({ "commands/alpha.ts": command("first") });
    await expect(read(root, { only: "alhpa" })).rejects.toMatchObject({
      code: "unknown_command",
      next: "errand run alpha",
    });
  });
});
