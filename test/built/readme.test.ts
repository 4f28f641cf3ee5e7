import { describe, expect, it } from "vitest";
import { MAIN } from "../crash/harness.ts";
import { blocks } from "./readme-blocks.ts";
import { sampleProject } from "./sample-project.ts";

/*
 * Every command line of the README does what the README says: in a project that holds this checkout's own commands,
 * one after the other, as a reader would type them.
 */

const lines = blocks("sh")
  .flatMap((block) => block.split("\n"))
  .filter((line) => line.trim() !== "");

/** Lines that other tests prove, and which. */
const ELSEWHERE = new Map([
  ["npm ci && npm test", "is what runs this test"],
  ["npm install errand", "test/packed installs the tarball"],
  // Nobody's own crontab is touched by a test.
  ["npx errand crontab install", "test/cli/crontab"],
  ["npx errand crontab check", "test/cli/crontab"],
  ["npx errand crontab remove", "test/cli/crontab"],
]);

describe("the README", () => {
  it("shows the two set-up commands before all others", () => {
    expect(lines.slice(0, 2)).toEqual([
      "npm ci && npx errand run check-stale-drafts --dry-run",
      "npm ci && npm test",
    ]);
  });

  it("has command lines that work, in their order", async () => {
    const project = sampleProject();
    for (const line of lines.filter((one) => !ELSEWHERE.has(one))) {
      const { code, stdout, stderr } = await project.startProgram("sh", ["-c", asTyped(line)]).ended;
      expect({ line, code, stderr }).toMatchObject({ line, code: 0 });
      expect(stdout + stderr, line).not.toBe("");
    }
  }, 120_000);

  it("has crontab lines whose command works, and is silent", async () => {
    const [crontab = ""] = blocks("crontab");
    const [variable = "", line = ""] = crontab.trim().split("\n");
    expect(variable).toMatch(/^PATH=/);
    const command = line.replace(/^(\S+\s+){5}/, "").replace("cd /srv/app && ", "");
    const project = sampleProject();
    await project.errand(["list"]);
    await project.errand(["run", "check-stale-drafts", "--dry-run"]);
    const { code, stdout, stderr } = await project.startProgram("sh", ["-c", asTyped(command)]).ended;
    expect({ command, code, stdout: stdout.trim(), stderr }).toMatchObject({ code: 0, stderr: "" });
  });
});

/** `npx errand` as it will be found once it is installed; setting up is done already. */
function asTyped(line: string): string {
  return line.replace("npm ci && ", "").replaceAll("npx errand", `${process.execPath} ${MAIN}`);
}
