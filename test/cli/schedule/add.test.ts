import { describe, expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);

const add = (...words: string[]) => project().call("schedule", "add", ...words);
const found = async (id: string) => (await project().store.findSchedule(id))?.schedule;

describe("errand schedule add", () => {
  it("adds a schedule of a command, whose flags stand behind its name", async () => {
    const { code, stdout } = await add(
      "--cron",
      "0 9 * * *",
      "--id",
      "r2",
      "--jitter",
      "5m",
      "report",
      "--stage",
      "b",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^r2 is added: .*, next at 2026-03-02 \d\d:00\. Next: errand schedule explain r2\n$/,
    );
    expect(await found("r2")).toMatchObject({
      command: "report",
      args: { stage: "b" },
      rule: { kind: "cron", expression: "0 9 * * *" },
      timezone: "UTC",
      jitterMs: 300_000,
      overlapKey: "report",
      source: "dynamic",
      place: expect.stringMatching(/^added by /) as string,
    });
  });

  it("adds a schedule of any program behind --", async () => {
    expect(
      (await add("--every", "20m", "--", "./check.sh", "-x", "--id", "5", "--password=hunter2")).code,
    ).toBe(0);
    expect(await found("check.sh")).toMatchObject({
      command: "check.sh",
      program: { file: "./check.sh", args: ["-x", "--id", "5", "--password=hunter2"], cwd: null },
      // What rows keep.
      args: { program: "./check.sh", arguments: ["-x", "--id", "5", "--password=[secret]"] },
    });
    expect((await project().call("schedule", "list", "--json")).stdout).not.toContain("hunter2");
    await add("--every", "20m", "--name", "queue check", "--id", "qc", "--environment", "test", "--", "ls");
    expect(await found("qc")).toMatchObject({ command: "queue check", environments: ["test"] });
  });

  it("gives the schedule as JSON", async () => {
    const { stdout } = await add("--every", "1h", "--id", "x", "--json", "tidy");
    expect(JSON.parse(stdout)).toMatchObject({
      v: 1,
      schedule: { id: "x", command: "tidy", standing: "registered" },
    });
  });

  it("refuses an id that is taken, in a file or by hand, and shows the same call with another", async () => {
    expect(await add("--every", "1h", "report", "--stage", "b")).toMatchObject({
      code: 2,
      stderr:
        "errand: there is a schedule report already, commands/report.ts: give this one another --id. Next: errand schedule add --id report-2 --every 1h report --stage b\n",
    });
    await add("--every", "1h", "--id", "mine", "tidy");
    expect((await add("--every", "1h", "--id", "mine", "tidy")).stderr).toMatch(
      /there is a schedule mine already, added by .*Next: errand schedule add --id mine-2 --every 1h tidy/,
    );
  });

  it.each([
    [["--every", "1h", "repotr"], 'there is no command "repotr"; did you mean "report"?'],
    [["--every", "1h", "--id", "x", "report", "--stage", "z"], '--stage "z" must be one of a, b'],
    [
      ["--every", "1h", "--id", "x", "report", "--stgae", "b"],
      "there is no flag --stgae; did you mean --stage?",
    ],
    [
      ["--id", "x", "report", "--every", "1h"],
      "Next: errand schedule add --every 1h report, as schedule flags stand before the name",
    ],
    [["--every", "1h", "--id", "a b", "tidy"], '--id "a b" must be letters, digits and'],
    [["--every", "1h", "--id", "x", "--timezone", "BST", "tidy"], '--timezone "BST" must be'],
    [["--every", "1h", "--id", "x", "--jitter", "soon", "tidy"], '--jitter "soon" must be a duration'],
    [["--every", "1h", "--id", "x", "--overlap", "never", "tidy"], '--overlap "never" must be one of'],
    [["--every", "1h", "--name", "x", "tidy"], "--name is of programs"],
    [
      ["--every", "1h", "--id", "x", "tidy", "--key", "hunter2"],
      "--key comes from the environment variable TIDY_KEY where it runs, and cannot stand in a schedule",
    ],
    [["--id", "x", "tidy"], "errand: give --cron, --every or --at: when it is due. Next: "],
    [
      ["--at", "2020-01-01T09:00", "--id", "x", "tidy"],
      "a schedule once, at 2020-01-01 09:00 (UTC), would never be due",
    ],
    [["--at", "2027-01-01T09:00", "--every", "1h", "--id", "x", "tidy"], "cannot stand beside"],
    [["--every", "1h", "broken"], "commands/broken.ts does not load: at the top"],
    [[], "errand schedule add needs to know what"],
  ])("%j is refused, and leaves nothing", async (words, message) => {
    const { code, stderr } = await add(...words);
    expect([2, 78]).toContain(code);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).toContain("Next: errand ");
    expect(await project().store.schedules()).toEqual([]);
  });

  it("explains itself", async () => {
    const { code, stdout } = await add("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: errand schedule add [flags] NAME [command flags]");
    expect(stdout).toContain(
      "errand schedule add --every 15m --id queue-check -- ./check-queue.sh --verbose",
    );
    expect(stdout).not.toContain("--args");
  });
});

describe("errand schedule remove", () => {
  it("takes away what was added by hand; its id may come back", async () => {
    await add("--every", "1h", "--id", "x", "tidy");
    expect(await project().call("schedule", "remove", "x")).toMatchObject({
      code: 0,
      stdout: "x is removed; its history stays: errand schedule list --all\n",
    });
    expect(await project().store.schedules()).toEqual([]);
    expect((await project().store.findSchedule("x"))?.removedAt).not.toBeNull();
    expect((await add("--every", "2h", "--id", "x", "tidy")).code).toBe(0);
  });

  it("leaves what stands in a file, and unknown ones", async () => {
    expect(await project().call("schedule", "remove", "report")).toMatchObject({
      code: 2,
      stderr:
        "errand: schedule report is written in commands/report.ts: delete it there, or pause it. Next: errand schedule pause report\n",
    });
    expect((await project().call("schedule", "remove", "nothing")).code).toBe(2);
  });
});

describe("errand schedule", () => {
  it("shows its verbs, and knows one that is mistyped", async () => {
    const { code, stdout } = await project().call("schedule");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: errand schedule");
    expect(stdout).toMatch(/^ {2}backfill +run the ticks/m);
    expect(await project().call("schedule", "lst")).toMatchObject({
      code: 2,
      stderr: 'errand: there is no schedule verb "lst"; did you mean "list"? Next: errand schedule list\n',
    });
  });
});
