import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * What a stranger gets: the tarball, installed into an empty project, with this checkout out of reach.
 */

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const TSC = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");
const scratch = mkdtempSync(join(tmpdir(), "errand-packed-"));
const project = join(scratch, "project");

interface Done {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Node as this test has it, first on the PATH, and none of the surrounding npm's settings. */
function call(file: string, args: string[], cwd = project): Done {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|ERRAND_|NODE_OPTIONS)/i.test(name));
  const path = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  const env = { ...Object.fromEntries(kept), PATH: path };
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

function errand(...words: string[]): Done {
  return call("npx", ["--no-install", "errand", ...words]);
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

let firstInit: Done;
let install: Done;
let packed: { filename: string; size: number; files: { path: string }[] };

beforeAll(() => {
  mkdirSync(project);
  const pack = call("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", scratch], CHECKOUT);
  expect(pack.code, pack.stderr).toBe(0);
  [packed] = JSON.parse(pack.stdout) as [typeof packed];
  write("package.json", '{ "name": "stranger", "private": true, "type": "module" }');
  const tarball = join(scratch, packed.filename);
  install = call("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball]);
  expect(install.code, install.stderr).toBe(0);
  firstInit = errand("init");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the tarball", () => {
  it("holds what runs, what it is typed by and what changed, and nothing else", () => {
    const strange = packed.files
      .map(({ path }) => path)
      .filter(
        (path) => !/^(dist\/[\w.-]+\.(js|d\.ts)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
      );
    expect(strange).toEqual([]);
    for (const path of [
      "dist/main.js",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/testing.js",
      "dist/testing.d.ts",
    ])
      expect(packed.files.map((file) => file.path)).toContain(path);
  });

  it("shows an application the line that threw, not a file of ours", () => {
    write("app.mjs", 'import { RetryError } from "errand";\nnew RetryError("no", { after: -1 });\n');
    const { code, stderr } = call("node", ["app.mjs"]);
    expect(code).toBe(1);
    expect(stderr).toContain("RetryError after -1 must be ms from now");
    expect(stderr.length).toBeLessThan(2_000);
  });

  it("is smaller than a megabyte", () => {
    expect(packed.size).toBeLessThan(1_000_000);
  });

  it("is installed without a warning", () => {
    expect(install.stdout + install.stderr).not.toMatch(/warn/i);
  });

  it("installs errand and zod, and nothing else", () => {
    expect(
      readdirSync(join(project, "node_modules"))
        .filter((name) => !name.startsWith("."))
        .toSorted(),
    ).toEqual(["errand", "zod"]);
  });

  it("names no file of this checkout", () => {
    for (const name of readdirSync(join(project, "node_modules/errand/dist")))
      expect(
        readFileSync(join(project, "node_modules/errand/dist", name), "utf8").includes(CHECKOUT),
        name,
      ).toBe(false);
  });
});

describe("in an empty project", () => {
  it("sets up, runs the command that it wrote, and remembers", () => {
    expect(firstInit.code, firstInit.stderr).toBe(0);
    expect(firstInit.stderr).toContain("Next: errand run hello --dry-run");
    expect(errand("list").stdout).toBe("hello  Say hello, to see errand at work\n");
    const run = errand("run", "hello", "--dry-run");
    expect(run.code, run.stderr).toBe(0);
    const { runs } = JSON.parse(errand("history", "--json").stdout);
    expect(runs).toMatchObject([
      { command: "hello", state: "succeeded", exitCode: 0, dryRun: true, result: { greeted: 0 } },
    ]);
    expect(errand("logs").stdout).toContain("would greet world");
  });

  it("finds itself healthy", () => {
    const doctor = errand("doctor", "--deep");
    expect(doctor.code, doctor.stdout + doctor.stderr).toBe(0);
  });

  it("makes another command that runs at once", () => {
    expect(errand("make", "essays:check-stale").code).toBe(0);
    const run = errand("run", "essays:check-stale", "--dry-run");
    expect(run.code, run.stderr).toBe(0);
  });

  it("shows help and completes", () => {
    expect(errand("--help").stdout).toContain("errand init");
    expect(errand("run", "hello", "--help").stdout).toContain("--times");
    expect(errand("complete", "--", "run", "he").stdout).toContain("hello\t");
  });

  it("ends a command that never yields: the watchdog's thread came with the package", () => {
    write(
      "commands/spin.ts",
      'import { defineCommand } from "errand";\nexport default defineCommand({ summary: "Spin", run() { for (;;); } });\n',
    );
    errand("run", "--timeout", "200ms", "--kill-after", "100ms", "spin");
    const { runs } = JSON.parse(errand("history", "--json", "--limit", "1").stdout);
    expect(runs).toMatchObject([{ command: "spin", state: "timed_out", exitCode: 137 }]);
  });

  it("runs a command under its test kit, without any test runner", () => {
    write(
      "kit.js",
      `import { runCommand, manualClock } from "errand/testing";
import hello from "./commands/hello.ts";
const clock = manualClock("2026-11-23T08:00:00Z");
const { result, run } = await runCommand(hello, { times: 2 }, { clock });
console.log(JSON.stringify({ result, at: run.startedAt }));`,
    );
    const kit = call(process.execPath, ["kit.js"]);
    expect(kit.stderr).toBe("");
    expect(JSON.parse(kit.stdout)).toEqual({ result: { greeted: 2 }, at: Date.UTC(2026, 10, 23, 8) });
  });

  it("takes a schema of the project's own zod", () => {
    write(
      "commands/own-zod.ts",
      'import { defineCommand } from "errand";\nimport { z } from "zod";\nexport default defineCommand({ summary: "Own", args: z.object({ n: z.int().default(3) }), run: ({ args }) => args.n });\n',
    );
    const run = errand("run", "--json", "own-zod", "--n", "4");
    expect(JSON.parse(run.stdout)).toMatchObject({ run: { state: "succeeded", result: 4 } });
  });

  it.each([
    { type: "commonjs", config: "errand.config.mts", hello: "commands/hello.mts" },
    { type: undefined, config: "errand.config.ts", hello: "commands/hello.ts" },
  ])("works in a package whose type is $type, without a word of warning", ({ type, config, hello }) => {
    const other = join(project, `type-${String(type)}`);
    mkdirSync(other);
    writeFileSync(join(other, "package.json"), JSON.stringify({ name: "other", type }));
    expect(call("npx", ["--no-install", "errand", "init"], other).code).toBe(0);
    expect([existsSync(join(other, config)), existsSync(join(other, hello))]).toEqual([true, true]);
    const run = call("npx", ["--no-install", "errand", "run", "hello"], other);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).not.toMatch(/warning/i);
  });
});

const TYPED = `import { CommandError, defineCommand, defineConfig, duration, z, type CommandContext, type ErrandConfig } from "errand";
import { manualClock, runCommand, type CommandRun } from "errand/testing";

export const command = defineCommand({
  summary: "Typed",
  args: z.object({ stage: z.enum(["drafting", "review"]).default("drafting"), olderThan: duration().default("14d") }),
  positional: ["stage"],
  async run({ args, log, exec, signal, progress, scheduledFor, dryRun }) {
    const stage: "drafting" | "review" = args.stage;
    const olderThan: number = args.olderThan;
    // @ts-expect-error -- there is no such arg
    log.info({ at: scheduledFor.toISOString(), dryRun }, String(args.nothing));
    progress(1, 2);
    if (signal.aborted) throw new CommandError("stopped", { exitCode: 3 });
    const { stdout } = await exec("true");
    return { stage, olderThan, stdout };
  },
});

// @ts-expect-error -- a result must be JSON
defineCommand({ summary: "Wrong", run: () => new Map() });
// @ts-expect-error -- there is no such positional
defineCommand({ summary: "Wrong", args: z.object({ a: z.string() }), positional: ["b"], run() {} });

export const config: ErrandConfig = defineConfig({ timeout: "5m", keep: { runs: "90d" } });
export function signalOf(context: CommandContext): AbortSignal {
  return context.signal;
}

export async function tested(): Promise<number> {
  const run: CommandRun<{ stage: "drafting" | "review"; olderThan: number; stdout: string }> = await runCommand(
    command,
    { stage: "review" },
    { clock: manualClock(0) },
  );
  return run.result?.olderThan ?? run.exitCode;
}
`;

describe("the types of the public doors", () => {
  it.each([
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ])(
    "compile under $moduleResolution resolution, with every library checked",
    ({ module, moduleResolution }) => {
      write("typed.ts", TYPED);
      const options = {
        module,
        moduleResolution,
        target: "es2024",
        lib: ["es2024", "dom"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
        allowImportingTsExtensions: true,
      };
      write(
        "tsconfig.json",
        JSON.stringify({
          compilerOptions: options,
          files: ["typed.ts", "errand.config.ts", "commands/hello.ts"],
        }),
      );
      const { code, stdout } = call(process.execPath, [TSC, "-p", "."]);
      rmSync(join(project, "tsconfig.json"));
      expect(stdout).toBe("");
      expect(code).toBe(0);
    },
  );
});
