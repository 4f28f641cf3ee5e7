import { expect, it } from "vitest";
import { NOON, schedule } from "../../store/build.ts";
import { useProject } from "../test-project.ts";

const project = useProject();

it("tick says when the next one is as tables do", async () => {
  const rule = { kind: "every", ms: 900_000 } as const;
  await project().store.addSchedule(schedule({ id: "ny", source: "dynamic", rule }), NOON);
  const { stdout } = await project().call("tick");
  expect(stdout).toMatch(/^nothing was due; next at \d\d:15:00\n$/);
});

it("backfill says what it would run in the zone of the schedule", async () => {
  const rule = { kind: "every", ms: 900_000 } as const;
  const timezone = "America/New_York";
  await project().store.addSchedule(schedule({ id: "ny", source: "dynamic", rule, timezone }), NOON);
  const call = (...words: string[]) => project().call("schedule", "backfill", "ny", "--dry-run", ...words);
  const { stdout } = await call("--from", "2026-03-01T11:00Z");
  expect(stdout).toMatch(
    /^would run \d ticks from Sun 2026-03-01 06:00 to Sun 2026-03-01 07:00 of ny \(America\/New_York\)\n$/,
  );
});
