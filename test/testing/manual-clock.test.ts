import { expect, it } from "vitest";
import { manualClock } from "../../src/testing/manual-clock.ts";

it("wakes sleepers in the order of their instants, each at its own", async () => {
  const clock = manualClock("2026-11-23T08:00:00Z");
  const start = clock.now();
  const woken: number[] = [];
  for (const ms of [300, 100, 200]) void clock.sleep(ms).then(() => woken.push(clock.now() - start));
  await clock.advance(250);
  expect(woken).toEqual([100, 200]);
  expect(clock.sleepers).toBe(1);
});

it("lets a loop that sleeps again run on within one advance", async () => {
  const clock = manualClock();
  let turns = 0;
  const loop = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(10);
      turns += 1;
    }
  };
  void loop();
  await clock.advance(105);
  expect(turns).toBe(10);
  expect(clock.monotonic()).toBe(105);
});

it("wakes a sleeper whose signal aborts, without moving", async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const slept = clock.sleep(1e9, { signal: controller.signal });
  controller.abort();
  await slept;
  expect(clock.now()).toBe(0);
  expect(clock.sleepers).toBe(0);
});
