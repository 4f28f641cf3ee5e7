import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeProject, write } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

function read(project: string, name: string): string {
  return readFileSync(join(project, name), "utf8");
}

describe.each([
  { title: "an empty ES module package", files: {}, config: "errand.config.ts", hello: "commands/hello.ts" },
  {
    title: "an empty CommonJS package",
    files: { "package.json": '{ "type": "commonjs" }' },
    config: "errand.config.mts",
    hello: "commands/hello.mts",
  },
  {
    title: "a package that says nothing",
    files: { "package.json": "{}" },
    config: "errand.config.ts",
    hello: "commands/hello.ts",
  },
  {
    title: "a JavaScript project",
    files: { "index.js": "" },
    config: "errand.config.js",
    hello: "commands/hello.js",
  },
  {
    title: "a CommonJS JavaScript project",
    files: { "package.json": '{ "type": "commonjs" }', "src/index.js": "" },
    config: "errand.config.mjs",
    hello: "commands/hello.mjs",
  },
  {
    title: "a TypeScript project that has some JavaScript",
    files: { "index.js": "", "tsconfig.json": "{}" },
    config: "errand.config.ts",
    hello: "commands/hello.ts",
  },
])("in $title", ({ files, config, hello }) => {
  it("makes a config, a command and an entry for git", async () => {
    const project = makeProject(files);
    const { code, stdout, stderr } = await callCli(project, ["init"]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `setting up ${project}\n  wrote ${config}\n  wrote ${hello}\n  wrote .errand/ in .gitignore\n`,
    );
    expect(stderr).toContain("Next: errand run hello --dry-run");
    expect(read(project, ".gitignore")).toBe(".errand/\n");
  });

  it("makes what errand then reads and runs", async () => {
    const project = makeProject(files);
    await callCli(project, ["init"]);
    expect(await callCli(project, ["list"])).toEqual({
      code: 0,
      stdout: "hello  Say hello, to see errand at work\n",
      stderr: "",
    });
    const ran = await callCli(project, ["run", "--json", "hello", "Ada", "--times", "2"]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ run: { state: "succeeded", result: { greeted: 2 } } });
  });

  it("makes nothing in a dry run", async () => {
    const project = makeProject(files);
    const before = readdirSync(project).toSorted();
    const { stdout } = await callCli(project, ["init", "--dry-run"]);
    expect(stdout).toContain(`would write ${config}`);
    expect(readdirSync(project).toSorted()).toEqual(before);
  });
});

it("overwrites nothing, however often it is called", async () => {
  const files = {
    "errand.config.js": 'export default { commands: "tasks" };',
    "tasks/hello.mjs": 'export { default } from "./there.mjs";',
    ".gitignore": "node_modules\n.errand",
  };
  const project = makeProject(files);
  const { stdout } = await callCli(project, ["init"]);
  expect(stdout).toContain(
    "  kept errand.config.js\n  kept tasks/hello.mjs\n  kept .errand/ in .gitignore\n",
  );
  for (const [name, text] of Object.entries(files)) expect(read(project, name)).toBe(text);
  expect(existsSync(join(project, "commands"))).toBe(false);
});

it.each([
  { before: "node_modules", after: "node_modules\n.errand/\n" },
  { before: "node_modules\n", after: "node_modules\n.errand/\n" },
  { before: "# .errand/\n", after: "# .errand/\n.errand/\n" },
  { before: "/.errand/\r\n", after: "/.errand/\r\n" },
  { before: "**/.errand\n", after: "**/.errand\n" },
])("adds to a .gitignore of $before only what is missing", async ({ before, after }) => {
  const project = makeProject({ ".gitignore": before });
  await callCli(project, ["init"]);
  expect(read(project, ".gitignore")).toBe(after);
});

it.each([
  { title: "is no package", isPackage: false, next: "npm init -y && npm install errand" },
  { title: "does not have errand", isPackage: true, next: "npm install errand" },
])("says what to install where the folder $title", async ({ isPackage, next }) => {
  const project = makeProject({});
  rmSync(join(project, "node_modules"), { recursive: true });
  if (!isPackage) rmSync(join(project, "package.json"));
  const { code, stderr } = await callCli(project, ["init"]);
  expect(code).toBe(0);
  expect(stderr).toContain(`Next: ${next}\n`);
  expect(existsSync(join(project, "commands/hello.ts"))).toBe(true);
});

it("sets up the project around the folder that it is called in", async () => {
  const project = makeProject({});
  write(join(project, "src/deep/file.ts"), "");
  await callCli(join(project, "src/deep"), ["init"]);
  expect(existsSync(join(project, "errand.config.ts"))).toBe(true);
});
