import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CrashProject } from "./harness.ts";

describe("a secret of a program", () => {
  const program = [
    "--",
    "sh",
    "-c",
    'echo "$1 $2"; echo "$PW" >&2; exit 3',
    "sh",
    "-pt0ps3cret",
    "db://me:hunter2@host",
  ];

  it("is in no row and no output, and goes to the terminal as it is", async () => {
    const project = new CrashProject({});
    const env = { PW: "t0ps3cret" };
    const ended = await project.errand(["exec", "--mask-env", "PW", ...program], { env });
    expect(ended).toMatchObject({ code: 3, stdout: "-pt0ps3cret db://me:hunter2@host\n" });
    expect((await project.show()).args["arguments"]).toEqual([
      ...program.slice(2, 5),
      "-p[secret]",
      "db://me:[secret]@host",
    ]);
    const logs = await project.errand(["logs"]);
    expect(logs.stdout).toContain("-p[secret] db://me:[secret]@host");
    for (const name of readdirSync(project.path(".errand")))
      expect(readFileSync(project.path(`.errand/${name}`)).toString("latin1")).not.toMatch(
        /t0ps3cret|hunter2/,
      );
  });

  it("is asked for again when the run is repeated", async () => {
    const project = new CrashProject({});
    await project.errand(["exec", "--name", "load", "--", "echo", "--password=hunter2"]);
    const refused = await project.errand(["retry", "last"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      "had a secret, which the ledger does not keep. Next: errand exec --name load -- echo",
    );
    const halfway = { EDITOR: "sed -i s/echo/printf/" };
    const half = await project.errand(["retry", "--edit", "last"], { env: halfway });
    expect(half.stderr).toMatch(
      /what you wrote is kept in \S+, for you only\. Next: errand exec --name load -- printf/,
    );
    const env = { EDITOR: "sed -i s/.secret./hunter3/" };
    const edited = await project.errand(["retry", "--edit", "last"], { env });
    expect(edited).toMatchObject({ code: 0, stdout: "--password=hunter3\n" });
    expect((await project.show()).args["arguments"]).toEqual(["--password=[secret]"]);
  });

  it("could not be changed by flags, which errand does not know", async () => {
    const project = new CrashProject({});
    await project.errand(["exec", "--", "echo", "one"]);
    const refused = await project.errand(["retry", "last", "--two"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/Next: errand retry --edit \S+\n$/);
    const env = { EDITOR: "sed -i s/arguments/words/" };
    expect((await project.errand(["retry", "--edit", "last"], { env })).stderr).toContain(
      'a list of "arguments"',
    );
  });
});
