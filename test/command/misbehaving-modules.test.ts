import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { command, makeProject, write } from "./project.ts";
import { known } from "./read-manifest.ts";

/*
 * Whatever a module does while it is described, the others are described all the same.
 */

const GOOD = { "commands/good.ts": command("good"), "commands/zebra.ts": command("zebra") };
const GOOD_KNOWN = { good: "good", zebra: "zebra" };

describe("modules that let their process live", () => {
  const cases: Readonly<Record<string, [text: string, known: RegExp]>> = {
    prints: [`console.log("noise"); console.error("noise");\n${command("printed")}`, /^printed$/],
    "keeps-a-timer": [`setInterval(() => {}, 1000);\n${command("ticks")}`, /^ticks$/],
    throws: ['throw new Error("no luck");', /^commands\/throws.ts does not load: no luck/],
    "throws-nothing": ["throw undefined;", /does not load: it threw undefined/],
    exits: [
      "process.exit(3);",
      /^commands\/exits.ts does not load: it called process.exit\(3\) while it was imported \(commands\/exits.ts:1:9\)$/,
    ],
    "is-no-command": ["export default 5;", /^commands\/is-no-command.ts exports a number by default/],
    "has-clashing-flags": [
      command("x", 'args: z.object({ aB: z.string(), "a-b": z.string() }),'),
      /^commands\/has-clashing-flags.ts: --a-b would be a flag of both/,
    ],
  };
  let described: Record<string, string> = {};

  beforeAll(async () => {
    const files = Object.entries(cases).map(([name, [text]]) => ({ [`commands/${name}.ts`]: text }));
    described = await known(makeProject(Object.assign({}, GOOD, ...files) as Record<string, string>));
  });

  it("hurt nobody else", () => expect(described).toMatchObject(GOOD_KNOWN));

  it.each(Object.entries(cases))("one that %s is known by what it is", (name, [, expected]) => {
    expect(described[name]).toMatch(expected);
  });
});

// They mostly wait, and so they wait together.
describe.concurrent("modules that do not", () => {
  const ends = (how: string): string =>
    `commands/bad.ts does not load: it ended its process (${how}) while it was imported`;
  const hangs = "commands/bad.ts does not load: it was still loading after 3 s";

  it.each([
    [
      "waits for nothing",
      "await new Promise(() => {});",
      "commands/bad.ts does not load: it waits for something that never comes",
    ],
    ["exits behind our back", "process.reallyExit(3);", ends("exit 3")],
    ["kills itself", 'process.kill(process.pid, "SIGTERM"); await new Promise(() => {});', ends("SIGTERM")],
    ["spins", "for (;;);", hangs],
    ["waits for ever", "setInterval(() => {}, 1000); await new Promise(() => {});", hangs],
  ])("one that %s hurts nobody else", async (_, text, bad) => {
    const root = makeProject({ ...GOOD, "commands/bad.ts": text });
    expect(await known(root, { limitMs: 3000 })).toEqual({ ...GOOD_KNOWN, bad });
  });

  it("one that ends the process later is not blamed on its neighbour", async () => {
    const root = makeProject({
      ...GOOD,
      "commands/bad.ts": `setTimeout(() => process.exit(1), 1);\n${command("late")}`,
      "commands/slow.ts": `await new Promise((wake) => setTimeout(wake, 300));\n${command("slow")}`,
    });
    expect(await known(root)).toEqual({ ...GOOD_KNOWN, bad: "late", slow: "slow" });
  });

  it("an error is not kept: the cause may lie outside", async () => {
    const root = makeProject({ ...GOOD, "commands/bad.ts": `import "left-pad";\n${command("mended")}` });
    expect(await known(root)).toMatchObject({ bad: expect.stringMatching(/left-pad/) as string });
    write(join(root, "node_modules/left-pad/package.json"), '{ "name": "left-pad", "main": "i.js" }');
    write(join(root, "node_modules/left-pad/i.js"), "");
    expect(await known(root)).toMatchObject({ ...GOOD_KNOWN, bad: "mended" });
  });
});
