import { join } from "node:path";
import { expect, it } from "vitest";
import { CHECKOUT } from "../crash/harness.ts";
import { blocks } from "./readme-blocks.ts";
import { sampleProject } from "./sample-project.ts";

/*
 * Every TypeScript block of the README compiles against the package's own types, strictly, as a reader would paste it.
 * What a block takes for granted (its imports, where the one before it had them, and the reader's own code) stands here.
 */

const ARCHIVE = `import archive from "./commands/essays/archive.ts";`;
const A_COMMAND = (args: string): string =>
  `defineCommand({ summary: "", args: z.object({ ${args} }), run: RUN })`;

/** By a line that is in the block and in no other. */
const TAKEN_FOR_GRANTED: Readonly<Record<string, (block: string) => string>> = {
  'db.exec("begin immediate");': (block) => `
    import { createClient } from "errand";
    ${ARCHIVE}
    const [client, title] = [createClient(), "Owls"];
    ${block}`,
  'summary: "Tell readers of a new essay"': (block) => `
    import { defineCommand, RetryError, snooze, z } from "errand";
    declare class NetworkError extends Error {}
    declare const send: () => Promise<Response>;
    declare const published: boolean;
    ${block}`,
  "async run({ args, step, once }) {": (block) => `
    import { defineCommand, z } from "errand";
    declare const mail: (to: string) => Promise<string>;
    declare const sendWelcome: (to: string) => Promise<void>;
    export default defineCommand({
      summary: "",
      args: z.object({ editors: z.array(z.string()), user: z.string() }),
      ${block}
    });`,
  "await client.start(chain(report": (block) => `
    import { chain, chord, createClient, defineCommand, group, job, z } from "errand";
    ${ARCHIVE}
    const client = createClient();
    const editors = ["ada", "bob"];
    const contentReport = ${A_COMMAND("site: z.string()").replace("RUN", "async () => ({ file: '' })")};
    const pushContent = ${A_COMMAND("file: z.string()").replace("RUN", "async () => undefined")};
    const notify = ${A_COMMAND("who: z.string()").replace("RUN", "async () => undefined")};
    ${block}`,
  "onDead: ({ run, error, log })": (block) => `
    import { defineConfig } from "errand";
    ${block}`,
  "expectScheduled(report)": (block) => `
    import { expect, it } from "vitest";
    import { daily, defineCommand } from "errand";
    const report = defineCommand({ summary: "", schedule: daily("08:00"), run: async () => undefined });
    ${block}`,
  "errand.assertEnqueued(notify": (block) => `
    import { expect, it } from "vitest";
    import { defineCommand, z, type Client } from "errand";
    const notify = defineCommand({ summary: "", args: z.object({ essayId: z.string() }), run: async () => undefined });
    declare const publishEssay: (asked: { errand: Client; id: string }) => Promise<void>;
    ${block}`,
};

it("has TypeScript that compiles, each block of it", async () => {
  const project = sampleProject();
  const found = blocks("ts");
  for (const [index, block] of found.entries()) project.write(fileOf(block, index), wholeOf(block));
  project.write("tsconfig.json", JSON.stringify({ compilerOptions: OPTIONS, files: found.map(fileOf) }));
  const tsc = join(CHECKOUT, "node_modules/typescript/bin/tsc");
  const { code, stdout } = await project.startProgram(process.execPath, [tsc, "-p", "."]).ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(found.length).toBeGreaterThan(10);
});

/** Where a block's own imports find what they name. */
function fileOf(block: string, index: number): string {
  const [, named] = /^\/\/ (commands\/\S+\.ts)/.exec(block) ?? [];
  return named ?? (block.includes('"../commands/') ? `test/block-${index}.ts` : `block-${index}.ts`);
}

function wholeOf(block: string): string {
  const [line] = Object.keys(TAKEN_FOR_GRANTED).filter((one) => block.includes(one));
  return line === undefined ? block : (TAKEN_FOR_GRANTED[line]?.(block) ?? block);
}

const OPTIONS = {
  target: "es2024",
  module: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
};
