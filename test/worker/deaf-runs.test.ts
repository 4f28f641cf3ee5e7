import { beforeEach, describe, expect, it } from "vitest";
import { createEventBus } from "../../src/core/events.ts";
import type { Run } from "../../src/core/run.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { DeafRuns } from "../../src/worker/deaf-runs.ts";
import { aRun } from "../cli/a-run.ts";

const NEVER = new Promise<never>(() => undefined);

let clock: ManualClock;
let deaf: DeafRuns;
let told: string[];
let run: Run;

beforeEach(() => {
  clock = manualClock(0);
  told = [];
  const events = createEventBus();
  events.subscribe(({ type }) => told.push(type));
  deaf = new DeafRuns({ clock, events });
  run = aRun({ id: "one" });
});

/** What a promise has come to by now. */
async function now<Value>(promise: Promise<Value>): Promise<Value | "open"> {
  await clock.advance(0);
  return Promise.race([promise, new Promise<"open">((resolve) => setImmediate(() => resolve("open")))]);
}

describe("a run that did not stop", () => {
  it("is not deaf when its code ends with the programs that it waited for", async () => {
    const ended = Promise.withResolvers<void>();
    const outlasted = deaf.outlast(run, ended.promise);
    await clock.advance(499);
    ended.resolve();
    expect(await now(outlasted)).toBe(false);
    expect(clock.sleepers).toBe(0);
    expect(deaf.any).toBe(false);
    expect(told).toEqual([]);
    expect(await now(deaf.first)).toBe("open");
  });

  it("is deaf when it goes on, and is no work in hand then", async () => {
    const life = deaf.unlessDeaf(run, NEVER);
    const outlasted = deaf.outlast(run, NEVER);
    await clock.advance(499);
    expect(await now(life)).toBe("open");
    await clock.advance(1);
    expect(await now(life)).toBeUndefined();
    expect(await now(deaf.first)).toBe(run);
    expect(deaf.any).toBe(true);
    expect(told).toEqual(["inline.deaf"]);
    expect(await now(outlasted)).toBe("open");
    // Its batch may hear of it late.
    expect(await now(deaf.unlessDeaf(run, NEVER))).toBeUndefined();
  });

  it("may be closed when its code ended after all, and its worker ends all the same", async () => {
    const ended = Promise.withResolvers<void>();
    const outlasted = deaf.outlast(run, ended.promise);
    await clock.advance(500);
    ended.resolve();
    expect(await now(outlasted)).toBe(true);
    expect(deaf.any).toBe(true);
  });

  it("is closed when its process is about to end, which waits for its row, but not for ever", async () => {
    const closing = Promise.withResolvers<void>();
    const outlasted = deaf.outlast(run, NEVER);
    void deaf.unlessDeaf(
      run,
      outlasted.then(() => closing.promise),
    );
    await clock.advance(500);
    const gone = deaf.letGo();
    expect(await now(outlasted)).toBe(true);
    expect(await now(gone)).toBe("open");
    closing.resolve();
    expect(await now(gone)).not.toBe("open");
    void deaf.unlessDeaf(aRun({ id: "two" }), NEVER);
    const again = deaf.letGo();
    expect(await now(again)).toBe("open");
    await clock.advance(5_000);
    expect(await now(again)).not.toBe("open");
  });
});

it("leaves no timer behind where all could hear", async () => {
  await deaf.letGo();
  expect(clock.sleepers).toBe(0);
});
