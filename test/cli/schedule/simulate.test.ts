import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { timeWord } from "../../../src/cli/words.ts";
import { finished, schedule } from "../../store/build.ts";
import { useProject } from "../test-project.ts";

/** It is 2026-03-01T12:01:00Z. */
const project = useProject();
const SUNDAY = Date.parse("2026-03-01T12:00:00Z");
const at = (text: string): string => timeWord(Date.parse(`${text}Z`));

const daily = { kind: "cron", expression: "0 2 * * *" } as const;

/** Five jobs at two in the morning in London, and one of every half hour. */
async function addSchedules(): Promise<void> {
  const { store } = project();
  for (const id of ["e", "d", "c", "b", "a"]) {
    const own = {
      id,
      command: id,
      overlapKey: id,
      rule: daily,
      timezone: "Europe/London",
      source: "dynamic",
    } as const;
    await store.addSchedule(schedule(own), SUNDAY);
  }
  const rule = { kind: "every", ms: 1_800_000 } as const;
  await store.addSchedule(
    schedule({ id: "slow", command: "slow", overlapKey: "slow", rule, source: "dynamic" }),
    SUNDAY,
  );
}

/** A run of the slow one that took three quarters of an hour. */
async function measure(): Promise<void> {
  const run = { command: "slow", key: "slow", scheduleId: "slow", scheduledFor: SUNDAY, now: SUNDAY };
  await finished(project().store, run, { finishedAt: SUNDAY + 2_700_000 });
}

const simulate = async (...words: string[]) => {
  const called = await project().call("schedule", "simulate", ...words);
  return { ...called, lines: stripVTControlCharacters(called.stdout).trimEnd().split("\n") };
};

describe("simulate", () => {
  it("shows what runs how often, and what would get in its way", async () => {
    await addSchedules();
    await measure();
    const { lines, code } = await simulate("--from", "2026-03-28T00:00:00Z", "--to", "2d");
    expect(code).toBe(0);
    expect(lines[0]?.trim().split(/ +/)).toEqual(["NAME", "RUNS", "FIRST", "LAST"]);
    expect(lines.find((line) => line.startsWith("a "))?.split(/ {2,}/)).toEqual([
      "a",
      "2",
      at("2026-03-28T02:00"),
      at("2026-03-29T01:00"),
    ]);
    expect(lines).toContain("herds");
    expect(lines.find((line) => line.startsWith("  6 at "))).toContain(": a, b, c, d, e and 1 more");
    expect(lines.find((line) => line.startsWith("  slow meets"))).toBe(
      `  slow meets its last run, which takes 45m, 48 times from ${at("2026-03-28T00:30")} on: it is skipped`,
    );
    expect(lines.at(-1)).toBe(`106 runs from ${at("2026-03-28T00:00")} to ${at("2026-03-30T00:00")}`);
  });

  it("gives every firing as JSON", async () => {
    await addSchedules();
    const { stdout } = await simulate(
      "--from",
      "2026-03-28T00:00:00Z",
      "--to",
      "2026-03-28T02:00:01Z",
      "--json",
    );
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect(answer).toMatchObject({ v: 1, from: "2026-03-28T00:00:00.000Z", to: "2026-03-28T02:00:01.000Z" });
    expect(answer["firings"]).toHaveLength(10);
    expect(answer["firings"]).toContainEqual({
      scheduleId: "slow",
      scheduledFor: "2026-03-28T00:30:00.000Z",
      startsAt: "2026-03-28T00:30:00.000Z",
    });
    expect(answer["herds"]).toEqual([
      { at: "2026-03-28T02:00:00.000Z", times: 1, count: 6, scheduleIds: ["a", "b", "c", "d", "e", "slow"] },
    ]);
    expect(answer).toMatchObject({ clockChanges: [], overlaps: [] });
  });

  it("fails with --strict when it finds something, and only then", async () => {
    await addSchedules();
    const span = ["--from", "2026-03-28T01:45:00Z", "--to", "1h"];
    expect((await simulate(...span)).code).toBe(0);
    expect((await simulate(...span, "--strict")).code).toBe(1);
    expect((await simulate(...span, "--strict", "--herd", "7")).code).toBe(0);
  });

  it("says that nothing runs", async () => {
    expect((await simulate("--to", "1h")).lines).toEqual([
      `nothing runs from ${at("2026-03-01T12:01")} to ${at("2026-03-01T13:01")}`,
    ]);
  });

  it.each([
    [["--to", "2020-01-01"], '--to "2020-01-01" must be later than --from'],
    [["--herd", "1"], '--herd "1" must be a whole number from 2'],
  ])("%j is refused with exit 2", async (words, message) => {
    const { code, stderr } = await simulate(...words);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});
