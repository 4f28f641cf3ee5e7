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
import { command, inNode, makeProject, write } from "./project.ts";
import { known, read } from "./read-manifest.ts";

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

  it("is read instead of the modules while nothing changed, and by nobody else", async () => {
    const root = makeProject({ "commands/a.ts": command("first"), "commands/b.js": command("other") });
    expect(await known(root)).toEqual({ a: "first", b: "other" });
    expect(statSync(manifestOf(root)).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, ".errand")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(root, ".errand"))).toEqual(["manifest.jsonl"]);
    mark(root, "first", "kept");
    expect(await known(root)).toEqual({ a: "kept", b: "other" });
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

  it("sees a change of what commands stand on", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    await read(root);
    mark(root, "first", "kept");
    write(join(root, "package.json"), '{ "type": "module" }\n');
    expect(await known(root)).toEqual({ a: "first" });
  });

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

  it("is built anew when it is damaged", async () => {
    const root = makeProject({ "commands/a.ts": command("first") });
    await read(root);
    write(manifestOf(root), "{");
    expect(await known(root)).toEqual({ a: "first" });
    mark(root, "first", "kept");
    expect(await known(root)).toEqual({ a: "kept" });
  });

  it.each([
    { fault: "cut short", damage: (text: string) => text.slice(0, -1) },
    { fault: "cut at a line's end", damage: (text: string) => text.slice(0, text.lastIndexOf("\n")) },
    { fault: "followed by more", damage: (text: string) => `${text}\n{}` },
    {
      fault: "told a wrong size",
      damage: (text: string) => text.replace(/"size":(\d+)/, (_, size) => `"size":${Number(size) + 1}`),
    },
  ])("is built anew when it is $fault", async ({ damage }) => {
    const root = makeProject({ "commands/a.ts": command("first"), "commands/b.ts": command("first") });
    await read(root);
    mark(root, "first", "kept");
    expect(await known(root)).toEqual({ a: "kept", b: "kept" });
    write(manifestOf(root), damage(readFileSync(manifestOf(root), "utf8")));
    expect(await known(root)).toEqual({ a: "first", b: "first" });
  });

  it("reads details that hold more bytes than characters", async () => {
    const args = (word: string) => `args: z.object({ ${word}: z.string().describe("größer — 大") }),`;
    const root = makeProject({
      "commands/a.ts": command("a", args("x")),
      "commands/b.ts": command("b", args("y")),
    });
    const described = await read(root);
    mark(root, '"summary":"b"', '"summary":"B"');
    const kept = await read(root);
    expect(kept[1]).toMatchObject({
      descriptor: { summary: "B", flags: [{ flag: "y", description: "größer — 大" }] },
    });
    expect(kept[0]).toEqual(described[0]);
  });

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

describe("where errand itself is a file of the project", () => {
  it("a command is made anew for its own changes, not for those of every other command", async () => {
    const errand = new URL("../../src/config/import-guard.ts", import.meta.url).href;
    const root = makeProject({
      "errand.js": `export * from ${JSON.stringify(errand)};`,
      "commands/a.ts": `import "../errand.js";\n${command("A")}`,
      "commands/b.ts": `import "../errand.js";\n${command("B")}`,
    });
    await read(root);
    mark(root, '"summary":"B"', '"summary":"kept"');
    write(join(root, "commands/a.ts"), command("A is new"));
    expect(await known(root)).toEqual({ a: "A is new", b: "kept" });
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

describe("the schedules in a manifest", () => {
  const scheduled = {
    "commands/a.ts": command("A", 'schedule: { every: "1h" }, args: z.object({ n: z.number().default(1) }),'),
  };
  const config = (n: unknown) =>
    `export default { schedules: [{ exec: ["ls"], name: "ls", every: "1h" }, { command: "a", id: "b", every: "2h", args: { n: ${JSON.stringify(n)} } }] };`;

  async function schedulesOf(root: string) {
    const [entry] = await read(root);
    return entry && "descriptor" in entry ? entry.descriptor.schedules : [];
  }

  it("are those of the module and those of the config, from the file the second time", async () => {
    const root = makeProject({ ...scheduled, "errand.config.ts": config(5) });
    const expected = [
      { source: "code", index: 0, written: { every: "1h" }, args: { input: { n: 1 } } },
      { source: "config", index: 1, written: { id: "b", every: "2h" }, args: { input: { n: 5 } } },
    ];
    expect(await schedulesOf(root)).toMatchObject(expected);
    mark(root, '"every":"2h"', '"every":"3h"');
    expect(await schedulesOf(root)).toMatchObject([{}, { written: { every: "3h" } }]);
  });

  it("are judged anew when the config says something else, even from a module of its own", async () => {
    const root = makeProject({
      ...scheduled,
      "errand.config.js": 'export { default } from "./shared.js";',
      "shared.js": config(5),
    });
    const ofConfig = (text: string) =>
      inNode(`
        const { readManifest } = await module("command/manifest.ts");
        const { readConfig } = await module("config.ts");
        const [entry] = await readManifest(await readConfig({ cwd: ${JSON.stringify(root)}, env: {} }));
        console.log(JSON.stringify(entry.descriptor.schedules[1].args), ${JSON.stringify(text)});
      `);
    expect((await ofConfig("first")).stdout).toContain('"n":5');
    write(join(root, "shared.js"), config("many"));
    expect((await ofConfig("second")).stdout).toContain('--n \\"many\\" must be a number');
  });

  it("are none of a manifest that an older errand wrote", async () => {
    const root = makeProject(scheduled);
    await read(root);
    mark(root, '"format":4,', "");
    mark(root, '"summary":"A"', '"summary":"old"');
    expect(await known(root)).toEqual({ a: "A" });
  });

  it("hold no secret that a schedule gave", async () => {
    const root = makeProject({
      "commands/a.ts": command(
        "A",
        'args: z.object({ key: z.string().optional().meta({ secret: true, env: "K" }) }),',
      ),
      "errand.config.ts":
        'export default { schedules: [{ command: "a", every: "2h", args: { key: "hunter2" } }] };',
    });
    expect(await schedulesOf(root)).toHaveProperty([0, "args", "problems", "length"], 1);
    expect(readFileSync(manifestOf(root), "utf8")).not.toContain("hunter2");
  });
});
