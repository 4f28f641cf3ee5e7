import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { Ending } from "../../src/runner/ending.ts";
import { heedShutdown, INTERRUPTED } from "../../src/runner/shutdown.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { NOON } from "../store/build.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function many(count: number) {
  const [ask, force] = [new AbortController(), new AbortController()];
  const shutdown = { asked: ask.signal, forced: force.signal, then: "requeue" as const };
  const begun: string[] = [];
  const stops = Array.from({ length: count }, () => {
    const limits = { softMs: null, killAfterMs: 1_000 };
    const onBegin = ({ reason }: { reason: string }): void => void begun.push(reason);
    return heedShutdown(shutdown, new Ending({ clock: manualClock(NOON), limits, onBegin }));
  });
  return { ask, begun, stops };
}

it("interrupts every attempt that lives when errand is told to stop", () => {
  const { ask, begun } = many(3);
  ask.abort();
  expect(begun).toEqual([INTERRUPTED, INTERRUPTED, INTERRUPTED]);
});

it("reaches none that is over, however many there were and whatever was forgotten meanwhile", async () => {
  const { ask, begun, stops } = many(200);
  // What is only weakly held lives as long as the turn in which it was made.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  for (const stop of stops) stop();
  ask.abort();
  expect(begun).toEqual([]);
});
