import { beforeEach, describe, expect, it } from "vitest";
import { command, makeProject } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

/*
 * Two files with one name, and a file that no name calls, break themselves and nothing else.
 */

const CLASH = 'commands/tidy.js and commands/tidy.ts are both the command "tidy": rename one';
let project = "";

beforeEach(() => {
  project = makeProject({
    "commands/tidy.ts": command("Tidy up"),
    "commands/tidy.js": command("Tidy up, in JavaScript"),
    "commands/a b.ts": command("Nobody can call it"),
    "commands/other.ts": command("Do something else"),
  });
});

describe("files that cannot be commands", () => {
  it("are listed with the reason, beside the commands that can be called", async () => {
    const { code, stdout, stderr } = await callCli(project, ["list"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^other +Do something else$/),
      expect.stringMatching(/^commands\/a b\.ts +✗ commands\/a b\.ts cannot be a command's name \(letters/),
      expect.stringMatching(new RegExp(`^tidy +✗ ${CLASH}$`)),
      "",
    ]);
    expect(stderr).toBe("errand: 2 commands do not load. Next: errand doctor\n");
  });

  it("are listed for programs too", async () => {
    const { commands, broken } = JSON.parse((await callCli(project, ["list", "--json"])).stdout);
    expect(commands).toMatchObject([{ name: "other" }]);
    expect(broken).toMatchObject([
      { name: "commands/a b.ts", file: "commands/a b.ts" },
      { name: "tidy", file: "commands/tidy.js", error: CLASH },
    ]);
  });

  it.each([
    ["run", "tidy"],
    ["run", "tidy", "--help"],
    ["make", "tidy"],
  ])("are refused where they are meant: %s %s %s", async (...words) => {
    const { code, stderr } = await callCli(project, words.filter(Boolean));
    expect({ code, stderr }).toEqual({ code: 78, stderr: `errand: ${CLASH}. Next: errand list\n` });
  });

  it("leave a row when they are refused", async () => {
    await callCli(project, ["run", "tidy"]);
    const { runs } = JSON.parse((await callCli(project, ["history", "--json"])).stdout);
    expect(runs).toMatchObject([
      { command: "tidy", state: "failed", exitCode: 78, error: { message: CLASH } },
    ]);
  });

  it("do not hinder the help of others, completion, or what was probably meant", async () => {
    expect((await callCli(project, ["run", "other", "--help"])).stdout).toContain("Do something else");
    expect((await callCli(project, ["complete", "--", "run", ""])).stdout).toBe(
      "other\tDo something else\ntidy\tdoes not load\n:4\n",
    );
    expect((await callCli(project, ["run", "othr"])).stderr).toContain('did you mean "other"?');
  });

  it("have no history, and to ask for it is no error", async () => {
    await callCli(project, ["run", "other"]);
    const { code, stderr } = await callCli(project, ["history", "--command", "tidy"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "errand: tidy has not run yet. Next: errand run tidy\n",
    });
  });
});
