import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import { daily, every } from "../../src/command/schedule-times.ts";
import { expectScheduled } from "../../src/testing/expect-scheduled.ts";
import { simulate } from "../../src/testing/simulate.ts";

const run = (): void => undefined;
const morning = defineCommand({
  summary: "Every morning in London",
  schedule: { ...daily("08:00"), timezone: "Europe/London" },
  run,
});

describe("expectScheduled", () => {
  it("holds where the command is due, by its own zone and season", async () => {
    await expectScheduled(morning).at("2026-03-28T08:00:00Z");
    await expectScheduled(morning).at("2026-03-29T07:00:00Z");
    await expectScheduled(morning).notAt("2026-03-29T08:00:00Z");
    await expectScheduled(morning).times(7, { from: "2026-03-23T00:00:00Z", to: "2026-03-30T00:00:00Z" });
  });

  it("says when it is due instead", async () => {
    await expect(expectScheduled(morning).at("2026-03-29T08:00:00Z")).rejects.toThrow(
      '2026-03-29T08:00:00.000Z is no tick of it: "command" is due at 2026-03-29T07:00:00.000Z before and 2026-03-30T07:00:00.000Z after it',
    );
    await expect(expectScheduled(morning).notAt("2026-03-29T07:00:00Z")).rejects.toThrow(
      'a tick of schedule "command"',
    );
    await expect(
      expectScheduled(morning).times(2, { from: "2026-03-23T00:00:00Z", to: "2026-03-24T00:00:00Z" }),
    ).rejects.toThrow("1 ticks fall");
  });

  it("takes no local time, which would mean another instant on another machine", async () => {
    await expect(expectScheduled(morning).at("2026-03-29T08:00")).rejects.toThrow(RangeError);
  });

  it("tells what is wrong with a schedule", async () => {
    const wrong = defineCommand({ summary: "Wrong", schedule: { cron: "61 * * * *" }, run });
    await expect(expectScheduled(wrong).at(0)).rejects.toThrow(/61/);
  });
});

describe("simulate", () => {
  const span = { from: "2026-03-28T00:00:00Z", to: "2026-03-30T12:00:00Z" };

  it("settles each tick once, over a change of the clock", async () => {
    const { ticks, runs } = await simulate({ commands: { morning }, ...span });
    expect(ticks.map(({ scheduledFor }) => new Date(scheduledFor).toISOString())).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
    expect(runs.map(({ state, startedAt, scheduledFor }) => [state, startedAt === scheduledFor])).toEqual([
      ["succeeded", true],
      ["succeeded", true],
      ["succeeded", true],
    ]);
  });

  it.each([
    { overlap: "skip" as const, verdicts: ["run", "skipped", "run", "skipped"] },
    // At most one waits.
    { overlap: "wait" as const, verdicts: ["run", "run", "run", "skipped"] },
    { overlap: "allow" as const, verdicts: ["run", "run", "run", "run"] },
  ])("judges overlaps by $overlap, as long as runs take", async ({ overlap, verdicts }) => {
    const slow = defineCommand({ summary: "Slow", schedule: { ...every("10m"), overlap }, run });
    const { ticks } = await simulate({
      commands: { slow },
      from: "2026-03-28T00:00:00Z",
      to: "2026-03-28T00:40:00Z",
      takes: { slow: "15m" },
    });
    expect(ticks.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it("starts what waits when the one before ends", async () => {
    const slow = defineCommand({ summary: "Slow", schedule: { ...every("10m"), overlap: "wait" }, run });
    const { runs } = await simulate({
      commands: { slow },
      from: "2026-03-28T00:00:00Z",
      to: "2026-03-28T00:30:00Z",
      takes: { slow: "15m" },
    });
    const late = runs.flatMap(({ startedAt, scheduledFor }) =>
      startedAt === null || scheduledFor === null ? [] : (startedAt - scheduledFor) / 60_000,
    );
    expect(late).toEqual([0, 5]);
  });

  it("ends the one before where the later replaces it", async () => {
    const slow = defineCommand({ summary: "Slow", schedule: { ...every("10m"), overlap: "replace" }, run });
    const { runs } = await simulate({
      commands: { slow },
      from: "2026-03-28T00:00:00Z",
      to: "2026-03-28T00:30:00Z",
      takes: { slow: "15m" },
    });
    expect(runs.map(({ state }) => state)).toEqual(["cancelled", "cancelled", "running"]);
  });

  it("catches up after a downtime as the schedule says, and accounts for the rest", async () => {
    const often = defineCommand({ summary: "Often", schedule: { ...every("10m"), catchUp: "latest" }, run });
    const { ticks, runs } = await simulate({
      commands: { often },
      from: "2026-03-28T00:00:00Z",
      to: "2026-03-28T02:00:00Z",
      downtime: [{ from: "2026-03-28T00:15:00Z", to: "2026-03-28T01:05:00Z" }],
    });
    expect(ticks.map(({ verdict, count }) => [verdict, count])).toEqual([
      ["run", 1],
      ["missed", 4],
      ...Array.from({ length: 7 }, () => ["run", 1]),
    ]);
    expect(runs.map(({ trigger }) => trigger)).toEqual([
      "schedule",
      "catch_up",
      ...Array.from({ length: 6 }, () => "schedule"),
    ]);
  });

  it("asks when(), and leaves out what runs elsewhere", async () => {
    const odd = defineCommand({
      summary: "Odd",
      args: z.object({ hour: z.int().default(1) }),
      schedule: {
        ...every("1h"),
        when: ({ scheduledFor, args }) => scheduledFor.getUTCHours() === args.hour || "not now",
      },
      run,
    });
    const away = defineCommand({
      summary: "Away",
      schedule: { ...every("1h"), environments: ["production"] },
      run,
    });
    const { runs, ticks } = await simulate({
      commands: { odd, away },
      from: "2026-03-28T00:00:00Z",
      to: "2026-03-28T03:00:00Z",
    });
    expect(runs.map(({ state, reason }) => [state, reason])).toEqual([
      ["succeeded", null],
      ["skipped", "when() said no: not now"],
      ["skipped", "when() said no: not now"],
    ]);
    const elsewhere = ticks.filter(({ scheduleId }) => scheduleId === "away");
    expect(elsewhere).toMatchObject([{ verdict: "skipped", count: 3 }]);
  });

  it("lives a day of an every-minute schedule in moments", async () => {
    const minutely = defineCommand({ summary: "Minutely", schedule: every("1m"), run });
    const { ticks } = await simulate({
      commands: { minutely },
      from: "2026-03-23T00:00:00Z",
      to: "2026-03-24T00:00:00Z",
    });
    expect(ticks).toHaveLength(1_440);
  });
});
