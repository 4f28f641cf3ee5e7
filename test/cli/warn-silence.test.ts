import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrandProcess } from "../../src/store/work-store.ts";
import { command, makeProject } from "../command/project.ts";
import { NOON, owner, schedule } from "../store/build.ts";
import { callCli } from "./call-cli.ts";
import { useProjectWith } from "./test-project.ts";

const project = useProjectWith({
  "errand.config.ts": `export default { environment: "test", schedules: [
    { exec: ["ls"], name: "ls", every: "1h" },
    { command: "elsewhere", id: "far", every: "1h", environments: ["production"] },
  ] };`,
  "commands/hourly.ts": command("x", 'schedule: { every: "1h" },'),
  "commands/elsewhere.ts": command("x", 'schedule: { every: "1h", environments: ["production"] },'),
});

const NOW = NOON + 60_000;

/** What a verb says on stderr. */
async function warningOf(...argv: string[]): Promise<string> {
  return (await project().call(...argv)).stderr;
}

/** A process of another machine, heard of so many ms ago. */
function heard(kind: ErrandProcess["kind"], ago: number, stoppedAt: number | null = null): Promise<void> {
  const times = { startedAt: NOON - 3_600_000, heartbeatAt: NOW - ago, stoppedAt };
  return project().store.beat({ id: kind, queues: null, kind, owner: owner(71), ...times });
}

describe("the warning that nothing ticks", () => {
  it.each([["list"], ["history"], ["schedule", "list"]])("stands on stderr of %s", async (...argv) => {
    expect(await warningOf(...argv)).toContain(
      "errand: 2 schedules, but nothing ticks, and nothing ever did. Next: errand start\n",
    );
  });

  it.each([["list", "--help"], ["run", "hourly"], ["schedule", "lst"], ["doctor"]])(
    "does not stand on that of %j",
    async (...argv) => {
      expect(await warningOf(...argv)).not.toContain("nothing ticks");
    },
  );

  it.each([
    ["scheduler", 30_000, null, null],
    [
      "scheduler",
      600_000,
      null,
      /2 schedules, but nothing ticks: the scheduler, pid 71 on web-1, was last heard of/,
    ],
    ["scheduler", 1_000, NOW - 1_000, /2 schedules, but nothing ticks: the scheduler, .* stopped at 2026/],
    ["tick", 60_000, NOW - 60_000, null],
    [
      "tick",
      121_000,
      NOW - 121_000,
      /2 schedules, but nothing ticks: errand tick on web-1 was last heard of/,
    ],
  ] as const)("of a %s heard of %d ms ago", async (kind, ago, stoppedAt, warning) => {
    await heard(kind, ago, stoppedAt);
    const said = await warningOf("history");
    if (warning === null) expect(said).not.toContain("nothing ticks");
    else expect(said).toMatch(warning);
  });

  it("counts what would tick here: not what is paused, not what runs elsewhere, and what was added by hand", async () => {
    await project().call("schedule", "pause", "hourly");
    expect(await warningOf("history")).toContain("1 schedule, but nothing ticks");
    await project().store.addSchedule(schedule({ id: "mine", source: "dynamic" }), NOW);
    expect(await warningOf("history")).toContain("2 schedules, but nothing ticks");
    await project().call("schedule", "pause", "mine");
    await project().call("schedule", "pause", "ls", "--for", "2h");
    expect(await warningOf("history")).not.toContain("nothing ticks");
  });

  it("opens no ledger for a list where no file schedules anything", async () => {
    const plain = makeProject({ "commands/tidy.ts": command("x") });
    const add = ["schedule", "add", "--every", "1h", "--timezone", "UTC", "--", "ls"];
    expect((await callCli(plain, add)).code).toBe(0);
    expect((await callCli(plain, ["list"])).stderr).toBe("");
    expect((await callCli(plain, ["history"])).stderr).toContain("1 schedule, but nothing ticks");
    rmSync(plain, { recursive: true });
  });

  it("is not said of nothing, and makes no ledger to find out", async () => {
    const scheduled = makeProject({ "commands/hourly.ts": command("x", 'schedule: { every: "1h" },') });
    const plain = makeProject({ "commands/tidy.ts": command("x") });
    expect((await callCli(scheduled, ["list"])).stderr).toContain("1 schedule, but nothing ticks");
    expect((await callCli(plain, ["list"])).stderr).toBe("");
    for (const root of [scheduled, plain]) {
      expect(existsSync(join(root, ".errand/errand.db"))).toBe(false);
      rmSync(root, { recursive: true });
    }
  });
});
