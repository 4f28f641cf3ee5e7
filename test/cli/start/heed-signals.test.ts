import { expect, it } from "vitest";
import { heedSignals, type StopHouse } from "../../../src/cli/start/heed-signals.ts";
import type { EndingSignal } from "../../../src/runner/signals.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";

/** A scheduler with two runs in hand, and all that signals make it do, in order. */
function scheduler({ isTerminal }: Pick<StopHouse, "isTerminal">) {
  const did: string[] = [];
  const clock = manualClock();
  const listeners = new Set<(signal: EndingSignal) => void>();
  const { signal } = heedSignals({
    signals: {
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock,
    dispatcher: {
      active: 2,
      drain({ graceMs }) {
        did.push(`drain within ${graceMs} ms`);
        return Promise.resolve();
      },
    },
    graceMs: 30_000,
    report: { stopping: ({ again }) => did.push(again ? "told: ending now" : "told: waiting") },
    reload: {
      again() {
        did.push("reload");
        return Promise.resolve();
      },
    },
    isTerminal,
  });
  signal.addEventListener("abort", () => did.push("stop"));
  return { did, clock, send: (name: EndingSignal) => listeners.forEach((listen) => listen(name)) };
}

const STOPPED = ["told: waiting", "stop"];
const ENDED = ["told: ending now", "drain within 0 ms"];

it.each<[string, number, EndingSignal, string[]]>([
  ["the same moment", 0, "SIGINT", STOPPED],
  ["the same moment, by another name", 0, "SIGTERM", STOPPED],
  ["299 ms", 299, "SIGINT", STOPPED],
  ["300 ms", 300, "SIGINT", [...STOPPED, ...ENDED]],
  ["a minute, by another name", 60_000, "SIGTERM", [...STOPPED, ...ENDED]],
])("hears a signal that follows a SIGINT after %s", async (_, ms, second, expected) => {
  const { did, clock, send } = scheduler({ isTerminal: true });
  send("SIGINT");
  await clock.advance(ms);
  send(second);
  expect(did).toEqual(expected);
});

it("counts echoes from the first signal, so that a person who hammers is heard", async () => {
  const { did, clock, send } = scheduler({ isTerminal: true });
  for (let press = 0; press < 3; press += 1) {
    send("SIGINT");
    await clock.advance(200);
  }
  expect(did).toEqual([...STOPPED, ...ENDED]);
});

it("reads everything anew at SIGHUP where no person is, and still hears the first wish to stop as the first", () => {
  const { did, send } = scheduler({ isTerminal: false });
  send("SIGHUP");
  send("SIGTERM");
  expect(did).toEqual(["reload", ...STOPPED]);
});

it("stops when its terminal is closed", () => {
  const { did, send } = scheduler({ isTerminal: true });
  send("SIGHUP");
  expect(did).toEqual(STOPPED);
});
