import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command, makeProject } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

it.each([["list"], ["history"], ["status"]])("%s keeps the folder that it makes out of git", async (verb) => {
  const project = makeProject({ "commands/tidy.ts": command("Tidy up") });
  await callCli(project, [verb]);
  expect(readFileSync(join(project, ".errand/.gitignore"), "utf8")).toBe("*\n");
  expect(existsSync(join(project, ".gitignore"))).toBe(false);
});

it("makes no folder where a call needs none", async () => {
  const project = makeProject({});
  await callCli(project, ["doctor"]);
  expect(existsSync(join(project, ".errand"))).toBe(false);
});
