import { describe, expect, it } from "vitest";
import { meterProcess } from "../../src/runner/process-meter.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";

describe("what is known of a process", () => {
  it.each([
    { from: "its start", fromNow: false, cpuMs: [500, 900] },
    { from: "a moment of its life", fromNow: true, cpuMs: [0, 400] },
  ])("from $from is what it used when it was last seen alive", async ({ fromNow, cpuMs }) => {
    const clock = manualClock(0);
    let seen: { cpuMs: number; peakRss: number | null } | undefined = { cpuMs: 500, peakRss: 7 };
    const exit = Promise.withResolvers<void>();
    const meter = meterProcess(1, exit.promise, { clock, fromNow, read: () => seen });
    expect(meter()).toEqual({ cpuMs: cpuMs[0], peakRss: 7 });
    seen = { cpuMs: 900, peakRss: 9 };
    await clock.advance(250);
    expect(meter()).toEqual({ cpuMs: cpuMs[1], peakRss: 9 });
    seen = { cpuMs: 900, peakRss: null };
    await clock.advance(250);
    seen = undefined;
    await clock.advance(250);
    exit.resolve();
    expect(meter()).toEqual({ cpuMs: cpuMs[1], peakRss: 9 });
  });

  it("is nothing where it was gone before it was seen", () => {
    const never = new Promise(() => undefined);
    const meter = meterProcess(1, never, { clock: manualClock(0), fromNow: true, read: () => undefined });
    expect(meter()).toEqual({ cpuMs: null, peakRss: null });
  });
});
