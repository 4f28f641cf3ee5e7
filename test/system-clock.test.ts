import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../src/system-clock.ts";

const DAY = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "hrtime"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Tells after how many ms a sleep is over. */
async function over(ms: number, options?: { signal: AbortSignal }): Promise<() => boolean> {
  let isOver = false;
  void systemClock.sleep(ms, options).then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(0);
  return () => isOver;
}

describe("a sleep", () => {
  it.each([1, 1_000, 2 ** 31 - 1, 2 ** 31, 30 * DAY, 100 * DAY])("of %i ms ends after them", async (ms) => {
    const isOver = await over(ms);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -5])("of %i ms ends at once", async (ms) => {
    expect((await over(ms))()).toBe(true);
  });

  it("has no end when there is none", async () => {
    const isOver = await over(Infinity);
    await vi.advanceTimersByTimeAsync(200 * DAY);
    expect(isOver()).toBe(false);
  });

  it("beyond what a timer can hold is woken in any leg of it, and leaves no timer", async () => {
    const abort = new AbortController();
    const isOver = await over(60 * DAY, abort);
    await vi.advanceTimersByTimeAsync(40 * DAY);
    expect(isOver()).toBe(false);
    abort.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
