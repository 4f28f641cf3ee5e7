import { expect, it } from "vitest";
import { ErrandError } from "../../../src/core/errors.ts";
import { createEventBus, type ErrandEvent } from "../../../src/core/events.ts";
import { refusedVerdict } from "../../../src/runner/refused-verdict.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";
import { closeBatch } from "../../../src/worker/lanes/close-batch.ts";
import type { LaneHouse } from "../../../src/worker/lanes/lane.ts";
import { aRun } from "../../cli/a-run.ts";
import { NOON } from "../../store/build.ts";

it("tells of runs as their rows stand then, a failure counted", async () => {
  const events = createEventBus();
  const told: ErrandEvent[] = [];
  events.subscribe((event) => told.push(event));
  const store = { finishMany: async (all: unknown[]) => all.map(() => true) };
  const run = aRun({ state: "running", finishedAt: null, failures: 0, maxAttempts: 3 });
  const verdict = refusedVerdict(new ErrandError("invalid_args", "--n 3 must be at most 2"));
  const house = { clock: manualClock(NOON), events, store } as unknown as LaneHouse;
  await closeBatch([{ run, verdict, usage: { cpuMs: null, peakRss: null } }], house);
  expect(told).toMatchObject([
    { type: "runs.finished", runs: [{ state: "failed", failures: 1, finishedAt: NOON, exitCode: 2 }] },
  ]);
});
