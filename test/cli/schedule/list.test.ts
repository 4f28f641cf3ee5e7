import { rmSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { command, makeProject } from "../../command/project.ts";
import { callCli } from "../call-cli.ts";
import { useProjectWith } from "../test-project.ts";
import { due, NOON, notRun, register, schedule, settle } from "../../store/build.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);

/** The rows below the head, by their schedule's id. */
async function rowOf(id: string, ...flags: string[]): Promise<string | undefined> {
  const { stdout } = await project().call("schedule", "list", ...flags);
  return stdout.split("\n").find((line) => line.split(/ {2,}/).includes(id));
}

const DAY = 86_400_000;

describe("errand schedule list", () => {
  it("shows, before anything ever ticked, what comes next and that nothing has come yet", async () => {
    const { code, stdout } = await project().call("schedule", "list");
    expect(code).toBe(0);
    const [table = "", notes] = stdout.trimEnd().split("\n\n");
    expect(notes).toBe("new: nothing has ticked since it was written");
    const [head = "", ...rows] = table.split("\n");
    expect(head.trim().split(/ +/)).toEqual(["NEXT", "LEFT", "LAST", "RESULT", "NAME", "SCHEDULE"]);
    // What comes first stands first; what never comes here stands last.
    expect(rows.map((row) => row.trim().split(/ {2,}/)[4])).toEqual(["greet", "report", "report-weekly"]);
    expect(rows[0]).toMatch(/59m.* - +- +greet .* new$/);
    expect(rows[1]).toMatch(/19h 59m +- +- +report /);
    expect(rows[2]).toMatch(/^ *- +- +- +- +report-weekly .* new, only in production$/);
  });

  it("tells below the table what is not scheduled, and why", async () => {
    const { stderr } = await project().call("schedule", "list");
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toBe(
      'errand: not scheduled: commands/wrong.ts: schedule "wrong": overlap "never" must be one of allow, skip, wait, replace',
    );
    expect(lines[1]).toMatch(/^errand: commands\/broken\.ts does not load: at the top/);
    expect(lines[2]).toMatch(/Next: errand doctor$/);
  });

  it("shows of a crowd who comes first, and how many there are; as JSON all of it", async () => {
    const { store } = project();
    const soon = schedule({ id: "soon", source: "dynamic", place: "added by ada" });
    await store.addSchedule(soon, NOON);
    const daily = { ...soon, rule: { kind: "every", ms: DAY } } as const;
    for (let n = 0; n < 1_000; n += 1) await store.addSchedule({ ...daily, id: `zz-${n}` }, NOON);
    const { stdout, stderr } = await project().call("schedule", "list");
    const [table = ""] = stdout.split("\n\n");
    expect(table.trimEnd().split("\n")).toHaveLength(1 + 1_000);
    expect(await rowOf("soon")).toBeDefined();
    expect(stderr).toContain(
      "errand: the first 1000 of 1004 by their next tick. Next: errand schedule list --json\n",
    );
    const all = await project().call("schedule", "list", "--json");
    expect((JSON.parse(all.stdout) as { schedules: unknown[] }).schedules).toHaveLength(1_004);
    expect(all.stderr).not.toContain("the first");
  });

  it("shows what became of the last tick", async () => {
    const { store } = project();
    const last = NOON - 60_000;
    const known = schedule({ id: "ran", source: "dynamic", place: "added by ada" });
    await store.addSchedule(known, NOON - DAY);
    await store.addSchedule({ ...known, id: "skipped" }, NOON - DAY);
    await settle(store, { scheduleId: "skipped", from: NOON - DAY, to: last, ticks: [notRun(last)] });
    const tick = due(last, { scheduleId: "ran" });
    await settle(store, { scheduleId: "ran", from: NOON - DAY, to: last, ticks: [tick] });
    expect(await rowOf("ran")).toMatch(/2m ago +\S*queued\S* +ran .*added by ada/);
    expect(await rowOf("skipped")).toMatch(/2m ago +skipped +skipped /);
  });

  it("shows one that was edited, and with --all those that are gone", async () => {
    const { store } = project();
    const gone = schedule({ id: "gone", command: "gone" });
    await register(store, [gone, schedule({ id: "report", command: "report" })]);
    expect(await rowOf("report")).toMatch(/ edited$/);
    expect((await project().call("schedule", "list")).stdout).toMatch(
      /^edited: .*the next tick takes it over$/m,
    );
    expect(await rowOf("gone")).toBeUndefined();
    expect(await rowOf("gone", "--all")).toMatch(/^ *- +- .*gone .*removed$/);
    await register(store, [schedule({ id: "broken", command: "broken" })]);
    expect(await rowOf("broken")).toMatch(/ as it was$/);
  });

  it("says of one that ticked by a clock that was ahead how long it rests", async () => {
    const { store } = project();
    const rule = { kind: "every", ms: DAY } as const;
    await store.addSchedule(schedule({ id: "early", source: "dynamic", place: "added by ada", rule }), NOON);
    const ticks = [notRun(NOON + DAY / 2, { through: NOON + 3.5 * DAY, count: 4 })];
    await settle(store, { scheduleId: "early", from: NOON, to: NOON + 3.5 * DAY, ticks });
    expect(await rowOf("early")).toMatch(/^2026-03-06 00:00 +4d 11h .*early .*ahead, added by ada$/);
    expect((await project().call("schedule", "list")).stdout).toMatch(
      /^ahead: it ticked while .*NEXT. Next: errand schedule rewind --all$/m,
    );
    expect(await rowOf("report")).not.toContain("ahead");
  });

  it("says who paused one even on a narrow terminal", async () => {
    await project().call("schedule", "pause", "report", "--for", "2h", "--reason", "moving");
    const { stdout } = await project().callWith({ columns: 60 }, "schedule", "list");
    expect(stdout).toMatch(/^.*report .*paused$/m);
    expect(stdout).toMatch(/^report is paused by \S+ since .* until .*: moving$/m);
    for (const row of stdout.split("\n\n")[0]?.split("\n") ?? [])
      expect(stripVTControlCharacters(row).length).toBeLessThanOrEqual(60);
  });

  it("tells all of it as JSON", async () => {
    const { stdout } = await project().call("schedule", "list", "--json");
    const { v, schedules, faults, broken } = JSON.parse(stdout);
    expect(v).toBe(1);
    expect(schedules[1]).toMatchObject({
      id: "report",
      command: "report",
      args: { stage: "b" },
      rule: { kind: "cron", expression: "0 8 * * *" },
      timezone: "UTC",
      standing: "unregistered",
      next: "2026-03-02T08:00:00.000Z",
      last: null,
      pause: null,
      place: "commands/report.ts",
    });
    // The values of variables may be secrets.
    expect(schedules[0].program).toMatchObject({ file: "sh", env: ["GREETING"] });
    expect(faults).toMatchObject([
      { place: "commands/wrong.ts", id: "wrong", field: "overlap", value: "never" },
    ]);
    expect(broken).toMatchObject([{ name: "broken" }]);
  });
});

it("says how to schedule something where nothing is", async () => {
  const root = makeProject({ "commands/tidy.ts": command("x") });
  expect(await callCli(root, ["schedule", "list"])).toEqual({
    code: 0,
    stdout: "",
    stderr:
      'errand: nothing is scheduled: write schedule: { cron: "0 8 * * *" } in a command, or add one by hand. Next: errand schedule add --help\n',
  });
  rmSync(root, { recursive: true });
});
