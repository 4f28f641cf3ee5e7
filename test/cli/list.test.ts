import { expect, it } from "vitest";
import { command, makeProject } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

const TWO = {
  "commands/tidy.ts": command("Tidy up"),
  "commands/essays/check-stale.ts": command(
    "Find stale essays",
    'args: z.object({ stage: z.enum(["a", "b"]).default("a") }),',
  ),
};
const BROKEN = {
  "commands/broken.ts": 'throw new Error("at the top");',
  "commands/another.ts": "export const nothing = 1;",
};

it("shows name and summary of each command, in columns", async () => {
  const { code, stdout, stderr } = await callCli(makeProject(TWO), ["list"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe("essays:check-stale  Find stale essays\ntidy                Tidy up\n");
});

it.each(["--long", "-l"])("shows the files too with %s", async (flag) => {
  const { stdout } = await callCli(makeProject(TWO), ["list", flag]);
  expect(stdout).toBe(
    "essays:check-stale  commands/essays/check-stale.ts  Find stale essays\n" +
      "tidy                commands/tidy.ts                Tidy up\n",
  );
});

it("puts what does not load at the end, each in one line, and counts it on stderr", async () => {
  const { code, stdout, stderr } = await callCli(makeProject({ ...TWO, ...BROKEN }), ["list"]);
  const lines = stdout.trimEnd().split("\n");
  expect(code).toBe(0);
  expect(lines.map((line) => line.split(" ")[0])).toEqual([
    "essays:check-stale",
    "tidy",
    "another",
    "broken",
  ]);
  expect(lines[2]).toContain("✗ commands/another.ts has no default export");
  expect(lines[3]).toContain("✗ commands/broken.ts does not load: at the top");
  expect(stderr).toBe("errand: 2 commands do not load. Next: errand doctor\n");
});

it("tells all that is known as JSON", async () => {
  const { stdout, stderr } = await callCli(makeProject({ ...TWO, ...BROKEN }), ["list", "--json"]);
  const { v, commands, broken } = JSON.parse(stdout);
  expect(stderr).toBe("");
  expect(v).toBe(1);
  expect(commands).toMatchObject([
    {
      name: "essays:check-stale",
      file: "commands/essays/check-stale.ts",
      summary: "Find stale essays",
      flags: [{ flag: "stage", kind: "enum", choices: ["a", "b"] }],
      schema: { type: "object", properties: { stage: { enum: ["a", "b"] } } },
    },
    { name: "tidy" },
  ]);
  expect(broken).toEqual([
    {
      name: "another",
      file: "commands/another.ts",
      error: expect.stringContaining("has no default export") as string,
    },
    { name: "broken", file: "commands/broken.ts", error: expect.stringContaining("at the top") as string },
  ]);
});

it("says how to write a first command where there is none", async () => {
  const project = makeProject({});
  const { code, stdout, stderr } = await callCli(project, ["list"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^errand: there are no commands in commands\/ .*Next: errand make NAME\n$/);
  expect(JSON.parse((await callCli(project, ["list", "--json"])).stdout)).toEqual({
    v: 1,
    commands: [],
    broken: [],
  });
});

it("imports no command into the process that lists", async () => {
  const project = makeProject({ "commands/marks.ts": `globalThis.wasImported = true;\n${command("Mark")}` });
  expect((await callCli(project, ["list"])).stdout).toBe("marks  Mark\n");
  expect(globalThis).not.toHaveProperty("wasImported");
});

it("shows no control character of a summary", async () => {
  const { stdout } = await callCli(makeProject({ "commands/evil.ts": command("\u001b[2J gone") }), ["list"]);
  expect(stdout).toBe("evil  \\x1b[2J gone\n");
});

it("takes rare flags and refuses unknown ones, as every verb does", async () => {
  const project = makeProject({
    ...TWO,
    "other/errand.config.js": 'export default { commands: "../commands/essays" };',
  });
  expect((await callCli(project, ["list", "--long", "--config", "other/errand.config.js"])).stdout).toContain(
    "check-stale",
  );
  expect(await callCli(project, ["list", "--lnog"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--lnog") as string,
  });
});
