import { fc } from "../../properties.ts";
import { expect, it } from "vitest";
import { findJsonFault } from "../../../src/core/json.ts";
import { readSchedules } from "../../../src/scheduler/registry/read-schedules.ts";
import { entry, siteConfig } from "./entries.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

const KEYS = [
  ...["cron", "every", "at", "id", "timezone", "gap", "fold", "args", "jitter", "between", "unless", "from"],
  ...[
    "until",
    "exclude",
    "environments",
    "overlap",
    "catchUp",
    "when",
    "exec",
    "name",
    "env",
    "cwd",
    "stdin",
    "else",
  ],
];

/** What stands in real schedules, and whatever else a file may hold. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    "0 8 * * *",
    "15m",
    "1h",
    "UTC",
    "skip",
    "next",
    "09:00-17:00",
    "2026-12-01",
    ["ls"],
    5,
    null,
  ),
  fc.anything({ withDate: true, withBigInt: true, maxDepth: 2 }),
  fc.constant(() => true),
);
const anySchedule = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6 });

it("makes of anything a schedule of plain data or a fault in one line, in module and config alike", async () => {
  await fc.assert(
    fc.asyncProperty(anySchedule, anySchedule, async (own, configured) => {
      const config = siteConfig([{ ...configured, command: "tidy", id: "configured" }, configured]);
      const entries = [await entry("tidy", own, { config }), await entry("good", { every: "1h" })];
      const { schedules, faults, unread } = readSchedules({ entries, config, now: NOW });
      expect(schedules.map(({ id }) => id)).toContain("good");
      for (const schedule of schedules) expect(findJsonFault(schedule)).toBeUndefined();
      for (const { message } of faults) expect(message).toMatch(/^[^\n]+: [^\n]+$/);
      // A schedule is taken, or said to be wrong; nothing is lost on the way.
      const isTaken = schedules.some(({ place }) => place === "commands/tidy.ts");
      expect(isTaken || unread.includes("tidy")).toBe(true);
    }),
    { numRuns: 300 },
  );
});
