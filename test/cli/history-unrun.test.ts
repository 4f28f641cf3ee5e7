import { beforeEach, describe, expect, it } from "vitest";
import { due, finished, NOON, notRun, schedule, schedulerHeard, settle } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Three ticks within the last hour did not run, and one long ago. */
beforeEach(async () => {
  const { store } = project();
  const from = NOON - 9 * HOUR;
  await schedulerHeard(store);
  await store.addSchedule(schedule({ source: "dynamic" }), from);
  const ticks = [
    notRun(from + MINUTE, { verdict: "missed", reason: "nothing ticked" }),
    due(from + 2 * MINUTE, { policy: "allow" }),
    notRun(NOON - 5 * MINUTE, { through: NOON - 4 * MINUTE, count: 2 }),
    notRun(NOON - 3 * MINUTE, { verdict: "missed", reason: "nothing ticked" }),
  ];
  await settle(store, { from, to: NOON, ticks });
});

/** What is said on stderr of ticks; other notes may stand there too. */
async function footnote(...flags: string[]): Promise<string> {
  const { stderr } = await project().call("history", ...flags);
  return stderr
    .split("\n")
    .filter((line) => line.includes("did not run"))
    .join("\n");
}

const said = (count: number): string =>
  `errand: ${count} scheduled times did not run in this span. Next: errand schedule why essays:check`;

describe("what did not run, below the history", () => {
  it.each([
    ["of all times", [], said(4)],
    ["of failures", ["--failed"], said(4)],
    ["of a command", ["--command", "essays:check"], said(4)],
    ["since a time", ["--since", "1h"], said(3)],
    ["before a time", ["--until", "8h"], said(1).replace("times", "time")],
    ["of a time without any", ["--since", "2m"], ""],
    ["of another command", ["--command", "backup"], ""],
    ["of runs that were looked for", ["--search", "essays"], ""],
    ["of runs in a state", ["--state", "queued"], ""],
    ["of a trigger", ["--trigger", "schedule"], ""],
  ])("%s", async (_, flags, line) => {
    await finished(project().store, { command: "backup" });
    expect(await footnote(...flags)).toBe(line);
  });

  it("is told of a page's own time: each of them once", async () => {
    for (const minute of [2, 1]) await finished(project().store, { now: NOON - minute * MINUTE - 30_000 });
    expect(await footnote("--limit", "1")).toBe("");
    const { stderr } = await project().call("history", "--limit", "1");
    const [, mark] = /--after (\d+)/.exec(stderr) ?? [];
    const second = await footnote("--limit", "2", "--after", mark!);
    expect(second).toContain(said(4));
  });

  it("stands on stderr, so that JSON stays JSON and CSV is left alone", async () => {
    const { stdout } = await project().call("history", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ v: 1 });
    for (const flag of ["--json", "--csv"]) expect(await footnote(flag)).toBe("");
  });
});
