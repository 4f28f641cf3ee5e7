import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { inParentheses, type Node } from "./tsdown.parentheses.ts";

/**
 * Functions that a start calls are compiled before they are called. V8 compiles a function at its first call, and
 * Node's compile cache keeps what is compiled when a file is read: so half a thousand functions would be compiled
 * anew at every start, a fifth of all its work. One that stands in parentheses V8 takes to be called at once: it is
 * compiled with its file, and so it is in the cache. Which ones those are, calls of what was just built tell.
 */
export const earlyFunctions = {
  name: "early-functions",
  writeBundle(
    this: { parse(code: string): unknown },
    { dir = "dist" }: { dir?: string },
    bundle: Record<string, { isEntry?: boolean }>,
  ): void {
    // Types are a bundle of their own, written before or after.
    if (!("main.js" in bundle)) return;
    // V8 tells of files by their real path.
    const dist = realpathSync(dir);
    const called = listCalled(dist);
    let isAnyCalled = false;
    for (const [file, { isEntry = false }] of Object.entries(bundle)) {
      const path = join(dist, file);
      const places = called.get(pathToFileURL(path).href);
      if (isEntry || places === undefined) continue;
      isAnyCalled = true;
      const code = readFileSync(path, "utf8");
      writeFileSync(path, inParentheses(code, this.parse(code) as Node, places));
    }
    if (!isAnyCalled) throw new Error("no call of what was built tells its functions: mend tsdown.early.ts");
  },
};

/** The calls whose time counts. Each is made once to leave behind what a second one finds, and then watched. */
const CALLS = [["run", "warm", "--dry-run"], ["list"], ["run", "warm", "--help"], ["--help"]];

const COMMAND = `import { defineCommand, duration, z } from "errand";

export default defineCommand({
  summary: "Call what most commands call",
  args: z.object({
    stage: z.enum(["drafting", "review"]).default("drafting").describe("stage to look in"),
    olderThan: duration().default("14d"),
    dryRun: z.boolean().default(false).describe("report, change nothing"),
  }),
  positional: ["stage"],
  run: () => ({ found: 0 }),
});
`;

/** Where functions that were called begin, by the address of their file. */
function listCalled(dist: string): Map<string, Set<number>> {
  const project = mkdtempSync(join(tmpdir(), "errand-build-"));
  const coverage = join(project, "coverage");
  try {
    makeProject(project, dist);
    for (const words of CALLS) call(words, { project, dist, env: {} });
    for (const words of CALLS) call(words, { project, dist, env: { NODE_V8_COVERAGE: coverage } });
    return readCoverage(coverage);
  } finally {
    rmSync(project, { recursive: true });
  }
}

function makeProject(project: string, dist: string): void {
  mkdirSync(join(project, "commands"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(dirname(dist), join(project, "node_modules", "errand"), "junction");
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
  writeFileSync(join(project, "commands", "warm.ts"), COMMAND);
}

/** Of what is set here nothing may lead the calls elsewhere. Functions that come out of a cache are not watched well. */
function call(words: string[], { project, dist, env }: { project: string; dist: string; env: object }): void {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:ERRAND|NODE)_/.test(name));
  execFileSync(process.execPath, [join(dist, "main.js"), ...words], {
    cwd: project,
    env: { ...Object.fromEntries(own), NODE_DISABLE_COMPILE_CACHE: "1", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

interface Coverage {
  result: { url: string; functions: { ranges: { startOffset: number; count: number }[] }[] }[];
}

function readCoverage(folder: string): Map<string, Set<number>> {
  const called = new Map<string, Set<number>>();
  for (const file of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Coverage;
    for (const { url, functions } of result) {
      const places = called.get(url) ?? new Set();
      for (const { ranges } of functions)
        if (ranges[0] !== undefined && ranges[0].count > 0) places.add(ranges[0].startOffset);
      called.set(url, places);
    }
  }
  return called;
}
