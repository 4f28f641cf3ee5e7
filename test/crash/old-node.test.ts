import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { CrashProject, MAIN } from "./harness.ts";

const OLD = ["/usr/bin/node", "/usr/local/bin/node"].find(isOld);

function isOld(file: string): boolean {
  const { status, stdout } = spawnSync(file, ["--version"], { encoding: "utf8" });
  return status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) < 24;
}

it.skipIf(OLD === undefined)(
  "says in one line which Node it needs (skipped where the system has no older one)",
  async () => {
    const project = new CrashProject({});
    const ended = await project.startProgram(OLD ?? "", [MAIN, "list"]).ended;
    expect(ended).toMatchObject({ code: 78, stdout: "" });
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(ended.stderr).toMatch(/needs Node 24 or later.*Next: npm install --save-dev node@24/);
  },
);

it.skipIf(OLD === undefined).each([
  [["status", "--json"], "node_too_old"],
  [["exec", "--", "echo", "--json"], undefined],
])("says so on stdout to who reads JSON, of %j", async (argv, code) => {
  const ended = await new CrashProject({}).startProgram(OLD ?? "", [MAIN, ...argv]).ended;
  const told = (ended.stdout === "" ? {} : JSON.parse(ended.stdout)) as { v?: number; error?: object };
  expect([ended.code, ended.stderr === ""]).toEqual([78, code !== undefined]);
  expect(told.error).toEqual(
    code && {
      code,
      message: expect.stringContaining("is too old") as string,
      next: expect.any(String) as string,
    },
  );
});

it.skipIf(OLD === undefined).each([
  ["errand", "index.js"],
  ["errand/testing", "testing.js"],
])("says so too where an application imports %s", async (_, door) => {
  const project = new CrashProject({});
  const code = `import(${JSON.stringify(join(dirname(MAIN), door))})`;
  const ended = await project.startProgram(OLD ?? "", ["--eval", code]).ended;
  expect(ended).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toMatch(
    /ErrandError.*: Node \S+ \(\S+\) is too old: errand needs Node 24 or later\. Next: npm/,
  );
  expect(ended.stderr).not.toMatch(/TypeError|^ +at /m);
});
