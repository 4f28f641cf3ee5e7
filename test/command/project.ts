import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const HOUSE = fileURLToPath(new URL("../..", import.meta.url));

/** A folder with the given files, in which `errand` and `zod` can be imported as in any project. */
export function makeProject(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "errand-project-")));
  const errand = join(root, "node_modules/errand");
  write(join(errand, "package.json"), '{ "name": "errand", "type": "module", "exports": "./index.js" }');
  write(
    join(errand, "index.js"),
    `export * from ${JSON.stringify(pathToFileURL(join(HOUSE, "src/index.ts")).href)};`,
  );
  for (const name of ["zod", "tsx"])
    symlinkSync(join(HOUSE, "node_modules", name), join(root, "node_modules", name));
  const all = { "package.json": '{ "type": "module" }', ...files };
  for (const [name, text] of Object.entries(all)) write(join(root, name), text);
  return root;
}

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The smallest module of a command. */
export function command(summary: string, more = ""): string {
  return `import { defineCommand, duration, z } from "errand";
export default defineCommand({ summary: ${JSON.stringify(summary)}, ${more} run() {} });
`;
}

export interface NodeOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs code in a Node of its own, because a test runner imports TypeScript by rules of its own. `module(path)` in
 * the code imports a file of the source.
 */
export function inNode(code: string): Promise<NodeOutcome> {
  const source = `const module = (path) => import(${JSON.stringify(pathToFileURL(HOUSE).href)} + "src/" + path);\n${code}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "--eval", source], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
