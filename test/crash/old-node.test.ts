import { spawnSync } from "node:child_process";
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
