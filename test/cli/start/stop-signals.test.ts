import { expect, it } from "vitest";
import { heedStops } from "../../../src/cli/start/stop-signals.ts";
import type { EndingSignal } from "../../../src/runner/signals.ts";
import { manualClock } from "../../../src/testing/manual-clock.ts";

it("hears a signal that is passed on as one wish, and a later one as another", async () => {
  const clock = manualClock();
  const heard: string[] = [];
  let send: (signal: EndingSignal) => void = () => undefined;
  const signals = {
    listen(listener: (signal: EndingSignal) => void) {
      send = listener;
      return () => heard.push("left");
    },
  };
  const stop = heedStops(
    { signals, clock },
    {
      first: (signal) => heard.push(`first ${signal}`),
      again: (signal) => heard.push(`again ${signal}`),
      isElse: (signal) => signal === "SIGHUP",
    },
  );
  send("SIGHUP");
  send("SIGINT");
  await clock.advance(200);
  send("SIGINT");
  await clock.advance(200);
  send("SIGTERM");
  stop();
  expect(heard).toEqual(["first SIGINT", "again SIGTERM", "left"]);
});
