import { beforeEach, describe, expect, it } from "vitest";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { Lookout } from "../../src/worker/lookout.ts";

let clock: ManualClock;
let version: number;
let looks: number[];
let write: () => void;
let isWatched: boolean;
let lookout: Lookout;

beforeEach(() => {
  clock = manualClock(0);
  version = 1;
  looks = [];
  isWatched = false;
  lookout = new Lookout({
    clock,
    version: () => {
      looks.push(clock.now());
      return version;
    },
    watchWrites(onWrite) {
      isWatched = true;
      write = onWrite;
      return () => (isWatched = false);
    },
  });
});

/** Begins to wait; tells when that was over. */
async function wait(wish: Partial<Parameters<Lookout["wait"]>[0]> = {}): Promise<{ overAt: number | null }> {
  const seen: { overAt: number | null } = { overAt: null };
  const { signal } = new AbortController();
  const whole = { since: 1, until: Infinity, isBusy: false, signal, ...wish };
  void lookout.wait(whole).then(() => (seen.overAt = clock.now()));
  await clock.advance(0);
  looks.length = 0;
  return seen;
}

/** A write that some process made long ago, so that the lookout knows that it is told. */
async function hearAndRest(): Promise<void> {
  write();
  await clock.advance(10_000);
  looks.length = 0;
}

describe("a lookout that was never told of a write", () => {
  it("looks every 50 ms", async () => {
    await wait();
    await clock.advance(1_000);
    expect(looks).toHaveLength(20);
  });

  it("looks every 5 ms after there was work", async () => {
    await wait({ isBusy: true });
    await clock.advance(100);
    expect(looks).toHaveLength(20);
  });

  it("sees what another process committed at its next look", async () => {
    const seen = await wait();
    version = 2;
    await clock.advance(50);
    expect(seen.overAt).toBe(50);
  });
});

describe("a lookout that is told of writes", () => {
  it("looks twice a second in a calm, whether there was work or not", async () => {
    await wait();
    await hearAndRest();
    await clock.advance(10_000);
    expect(looks).toHaveLength(20);
  });

  it("looks at once when it is told, and then ever more seldom until it is calm again", async () => {
    await wait();
    await hearAndRest();
    const now = clock.now();
    write();
    await clock.advance(1_000);
    expect(looks.map((at) => at - now)).toEqual([0, 2, 4, 8, 16, 32, 64, 114, 164, 214, 264, 764]);
  });

  it("sees what was committed milliseconds after it was told", async () => {
    const seen = await wait();
    await hearAndRest();
    write();
    await clock.advance(7);
    version = 2;
    await clock.advance(100);
    expect(seen.overAt).toBe(10_008);
  });

  it("looks no more often than every 50 ms at a ledger that is written to all the time", async () => {
    await wait();
    await hearAndRest();
    for (let ms = 0; ms < 2_000; ms += 1) {
      write();
      await clock.advance(1);
    }
    expect(looks.length).toBeLessThan(2_000 / 50 + 8);
  });

  it("sees a commit that it was not told of in half a second", async () => {
    const seen = await wait();
    await hearAndRest();
    version = 2;
    await clock.advance(500);
    expect(seen.overAt).toBeLessThanOrEqual(10_500);
  });

  it("does not rest when another process committed before it began to wait", async () => {
    await wait();
    await hearAndRest();
    const seen = await wait({ since: 0 });
    await clock.advance(50);
    expect(seen.overAt).toBe(10_050);
  });
});

describe("a lookout", () => {
  it("is over when something is due, to the millisecond", async () => {
    const seen = await wait({ until: 1_234 });
    await clock.advance(5_000);
    expect(seen.overAt).toBe(1_234);
  });

  it("is over at once when it is woken, and hears no wake of a wait that is over", async () => {
    const wake = new AbortController();
    const seen = await wait({ signal: wake.signal });
    await clock.advance(20);
    wake.abort();
    await clock.advance(0);
    expect(seen.overAt).toBe(20);
    expect(clock.sleepers).toBe(0);
  });

  it("is told nothing any more when it is stopped", async () => {
    await wait();
    expect(isWatched).toBe(true);
    lookout.stop();
    expect(isWatched).toBe(false);
  });
});
