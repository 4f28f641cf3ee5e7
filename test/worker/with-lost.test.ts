import { beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../src/core/run.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { withLost } from "../../src/worker/with-lost.ts";
import { closing, NOON, startRequest } from "../store/build.ts";

const reason = "its process is gone";
let seen: Store;
let lost: Run;
let live: Run;
let done: Run;

beforeEach(async () => {
  const store = openMemoryStore(NOON);
  [lost, live, done] = [await start(store, "a"), await start(store, "b"), await start(store, "c")];
  await store.finish(closing(done));
  const attempt = (await store.attempts(lost.id))[0]!;
  const end = { reason, finishedAt: NOON + 5_000 };
  const loss = {
    run: { ...lost, ...end, state: "lost" },
    attempt: { ...attempt, ...end, outcome: "lost" },
  } as const;
  seen = withLost(store, [loss]);
});

async function start(store: Store, command: string): Promise<Run> {
  const begun = await store.begin(startRequest({ command }));
  return begun.run;
}

const states = async (...wanted: Run["state"][]): Promise<string[]> =>
  (await seen.listRuns(wanted.length > 0 ? { states: wanted } : {}, { limit: 10 })).runs
    .map(({ command, state }) => `${command} ${state}`)
    .toSorted();

describe("a ledger that cannot be told of a loss", () => {
  it("reads as if it had been", async () => {
    expect(await seen.findRun(lost.id)).toMatchObject({ state: "lost", reason });
    expect(await seen.findRunsByPrefix(lost.id, 2)).toMatchObject([{ state: "lost" }]);
    expect(await seen.attempts(lost.id)).toMatchObject([{ outcome: "lost", reason }]);
    expect((await seen.latestRuns()).map(({ state }) => state).toSorted()).toEqual([
      "lost",
      "running",
      "succeeded",
    ]);
  });

  it("leaves every other run as it is", async () => {
    expect(await seen.findRun(live.id)).toMatchObject({ state: "running" });
    expect(await seen.attempts(live.id)).toMatchObject([{ outcome: null }]);
    expect(await seen.findRun("none")).toBeUndefined();
  });

  it("finds it by the state that it shows, and not by the one that is written", async () => {
    expect(await states()).toEqual(["a lost", "b running", "c succeeded"]);
    expect(await states("running")).toEqual(["b running"]);
    expect(await states("lost", "succeeded")).toEqual(["a lost", "c succeeded"]);
  });

  it("counts it as lost, where it counts at all", async () => {
    expect(await seen.countRuns({})).toMatchObject({ running: 1, lost: 1, succeeded: 1 });
    expect(await seen.countRuns({ command: "b" })).toMatchObject({ running: 1, lost: 0 });
    expect(await seen.countRuns({ since: NOON + 1 })).toMatchObject({ running: 0, lost: 0 });
  });

  it("answers everything else itself", async () => {
    expect((await seen.inspect(false)).runs).toBe(3);
    seen.close();
  });
});
