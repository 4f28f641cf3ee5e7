import { expect, it } from "vitest";
import type { Run } from "../../src/core/run.ts";
import { latenessOf } from "../../src/worker/lateness.ts";

const onTime = { trigger: "schedule", attempt: 1, scheduledFor: 10_000, startedAt: 10_000 } as Run;

it.each([
  { title: "a start to the second", run: { startedAt: 11_000 }, delayMs: 0, late: null },
  { title: "a start after more than a second", run: { startedAt: 11_001 }, delayMs: 0, late: 1_001 },
  { title: "what its schedule spreads on purpose", run: { startedAt: 40_500 }, delayMs: 30_000, late: null },
  { title: "more than that", run: { startedAt: 45_000 }, delayMs: 30_000, late: 5_000 },
  {
    title: "a run that was caught up with",
    run: { trigger: "catch_up", startedAt: 99_000 },
    delayMs: 0,
    late: null,
  },
  {
    title: "a run that was interrupted before",
    run: { attempt: 2, startedAt: 99_000 },
    delayMs: 0,
    late: null,
  },
  { title: "a run of no tick", run: { scheduledFor: null }, delayMs: 0, late: null },
] as const)("measures $title", ({ run, delayMs, late }) => {
  expect(latenessOf({ ...onTime, ...run }, delayMs)).toBe(late);
});
