import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, makeProject } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

it.each([
  { title: "an ES module package", files: {}, words: [], file: "commands/essays/check-stale.ts" },
  {
    title: "a CommonJS package",
    files: { "package.json": '{ "type": "commonjs" }' },
    words: [],
    file: "commands/essays/check-stale.mts",
  },
  {
    title: "a package that says nothing",
    files: { "package.json": "{}" },
    words: [],
    file: "commands/essays/check-stale.ts",
  },
  { title: "JavaScript when asked for", files: {}, words: ["--js"], file: "commands/essays/check-stale.js" },
  {
    title: "a JavaScript project",
    files: { "src/index.js": "" },
    words: [],
    file: "commands/essays/check-stale.js",
  },
  {
    title: "another folder of commands",
    files: { "errand.config.js": 'export default { commands: "tasks" };' },
    words: [],
    file: "tasks/essays/check-stale.js",
  },
])("writes a command that runs as it stands: $title", async ({ files, words, file }) => {
  const project = makeProject(files);
  const made = await callCli(project, ["make", "essays:check-stale", ...words]);
  expect(made).toMatchObject({ code: 0, stdout: `made ${file}\n` });
  expect(made.stderr).toContain("Next: errand run essays:check-stale --dry-run");
  expect(existsSync(join(project, file))).toBe(true);
  const listed = await callCli(project, ["list"]);
  expect(listed).toEqual({ code: 0, stdout: "essays:check-stale  Check stale\n", stderr: "" });
});

it("writes the summary that it is given, whatever is in it", async () => {
  const project = makeProject({});
  const summary = 'Say "no" to `${code}` and \\ more';
  await callCli(project, ["make", "say", "--summary", summary]);
  expect((await callCli(project, ["list"])).stdout).toBe(`say  ${summary}\n`);
});

describe("refuses, and writes nothing:", () => {
  it.each([
    "../up",
    "a/b",
    "_hidden",
    "a:_b",
    "",
    ":",
    "a:",
    ".",
    "a b",
    "x".repeat(129),
    "a:../b",
    "node_modules:x",
    "a.test",
  ])("the name %j", async (name) => {
    const project = makeProject({});
    const { code, stdout, stderr } = await callCli(project, ["make", "--", name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/cannot be a command's name.*letters, digits.*Next: errand make/);
    expect(existsSync(join(project, "commands"))).toBe(false);
  });

  it.each(["commands/tidy.ts", "commands/tidy.js", "commands/tidy.mjs"])(
    "a name that %s has",
    async (file) => {
      const text = command("Tidy up");
      const project = makeProject({ [file]: text });
      const { code, stderr } = await callCli(project, ["make", "tidy"]);
      expect(code).toBe(2);
      expect(stderr).toBe(
        `errand: ${file} is there already, and stays as it is. Next: errand run tidy --help\n`,
      );
      expect(readFileSync(join(project, file), "utf8")).toBe(text);
    },
  );

  it("a folder that is a file", async () => {
    const { code, stderr } = await callCli(makeProject({ "commands/essays": "" }), ["make", "essays:new"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be written/);
  });
});
