import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** The built bin of this checkout. */
export const ERRAND = join(checkout, "dist", "main.js");

/** A project in a temporary folder in which `errand` is this checkout. */
export interface BenchProject {
  dir: string;
  remove: () => void;
}

export function makeProject(files: Record<string, string>): BenchProject {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const all = { "package.json": '{"name":"bench","type":"module"}', "empty.js": "", ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(checkout, join(dir, "node_modules", "errand"));
  return { dir, remove: () => rmSync(dir, { recursive: true }) };
}

export const NOOP = `import { defineCommand, z } from "errand";

export default defineCommand({
  summary: "Do nothing, quickly",
  args: z.object({ dryRun: z.boolean().default(false).describe("do even less") }),
  run() {},
});
`;
