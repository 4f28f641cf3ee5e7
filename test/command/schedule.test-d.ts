import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import { duration } from "../../src/command/duration-schema.ts";
import {
  at,
  cron,
  daily,
  every,
  hourly,
  monthly,
  weekdays,
  weekly,
} from "../../src/command/schedule-times.ts";
import { defineConfig } from "../../src/config.ts";

const args = z.object({ stage: z.enum(["a", "b"]).default("a"), olderThan: duration().default("14d") });
const essay = { summary: "x", args, run() {} };

describe("the schedule of a command", () => {
  it("is a time in words, alone or among other members", () => {
    defineCommand({ ...essay, schedule: daily("08:00") });
    defineCommand({ ...essay, schedule: { ...weekly(["MON", "FRI"], "08:00"), timezone: "Europe/London" } });
    defineCommand({
      ...essay,
      schedule: [
        { id: "a", ...hourly(15) },
        { id: "b", ...every("15m") },
        { id: "c", ...at("2026-12-01T09:00") },
        { id: "d", ...monthly("last", "06:00"), catchUp: { policy: "all", within: "2h" } },
        { id: "e", ...weekdays("06:00"), between: "09:00-17:00", unless: ["12:00-13:00"] },
        { id: "f", ...cron("0 8 * * *"), catchUp: "skip" },
      ],
    });
  });

  it("takes args as they are typed, and gives `when` what the command would get", () => {
    defineCommand({
      ...essay,
      schedule: {
        every: "1h",
        args: { stage: "b", olderThan: "2d" },
        when({ args: checked, scheduledFor }) {
          expectTypeOf(checked).toEqualTypeOf<{ stage: "a" | "b"; olderThan: number }>();
          expectTypeOf(scheduledFor).toEqualTypeOf<Date>();
          return "not today";
        },
      },
    });
  });

  it("refuses args that the command does not have", () => {
    // @ts-expect-error there is no stage "c"
    defineCommand({ ...essay, schedule: { every: "1h", args: { stage: "c" } } });
    // @ts-expect-error a duration is text
    defineCommand({ ...essay, schedule: { every: "1h", args: { olderThan: 5 } } });
    // @ts-expect-error there is no member `limit`
    defineCommand({ ...essay, schedule: { every: "1h", args: { limit: 5 } } });
  });

  it("refuses two rules at once, and none", () => {
    // @ts-expect-error one of cron, every and at
    defineCommand({ ...essay, schedule: { cron: "0 8 * * *", every: "1h" } });
    // @ts-expect-error one of cron, every and at
    defineCommand({ ...essay, schedule: { ...daily("08:00"), ...every("1h") } });
    // @ts-expect-error it has no rule
    defineCommand({ ...essay, schedule: { timezone: "UTC" } });
  });

  it("refuses words that no policy has, and days that no week has", () => {
    // @ts-expect-error no such policy
    defineCommand({ ...essay, schedule: { every: "1h", overlap: "never" } });
    // @ts-expect-error no such policy
    defineCommand({ ...essay, schedule: { every: "1h", gap: "last" } });
    // @ts-expect-error days are MON to SUN
    expectTypeOf(weekly).toBeCallableWith("Sunday", "03:00");
  });
});

describe("the schedules of a config", () => {
  it("are of commands or of programs", () => {
    defineConfig({
      schedules: [
        { command: "tidy", id: "tidy-uk", ...daily("08:00"), args: { stage: "b" } },
        { exec: ["pg_dump", "shop"], name: "backup", ...weekly("SUN", "03:00") },
      ],
    });
    // @ts-expect-error a program needs a name
    defineConfig({ schedules: [{ exec: ["pg_dump"], every: "1h" }] });
    // @ts-expect-error a command or a program
    defineConfig({ schedules: [{ command: "tidy", exec: ["pg_dump"], name: "x", every: "1h" }] });
  });
});
