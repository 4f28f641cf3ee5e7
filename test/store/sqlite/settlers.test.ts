import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { due, NOON, owner, register, schedule, settle } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

const SETTLER = join(import.meta.dirname, "settler.ts");
const ID = "essays:check";

function openTwice(): [Store, Store] {
  const file = join(scratchFolder(), "errand.db");
  const stores: [Store, Store] = [openStore({ file, now: NOON }), openStore({ file, now: NOON })];
  onTestFinished(() => {
    for (const store of stores) store.close();
  });
  return stores;
}

test("of two connections that settle the same tick one wins, and the other is told where things stand", async () => {
  const [one, other] = openTwice();
  await register(one, [schedule()]);
  const results = await Promise.all(
    [one, other].map((store) => settle(store, { from: NOON, to: NOON + 9, ticks: [due(NOON + 9)] })),
  );
  expect(results.map(({ raced }) => raced).sort()).toEqual([false, true]);
  expect(results.map(({ watermark }) => watermark)).toEqual([NOON + 9, NOON + 9]);
  expect(await one.countRuns({})).toMatchObject({ queued: 1 });
});

test("of two connections that claim at once each gets a run of its own, or none", async () => {
  const [one, other] = openTwice();
  await register(one, [schedule()]);
  const ticks = [1, 2, 3].map((second) => due(NOON + second, { policy: "allow" }));
  await settle(one, { from: NOON, to: NOON + 3, ticks });
  const claims = await Promise.all(
    [one, other, one, other].map((store, pid) =>
      store.claim({ owner: owner(pid), leaseUntil: NOON + 99, now: NOON + 3 }),
    ),
  );
  const ids = claims.flat().map(({ run }) => run.id);
  expect(ids.sort()).toEqual(ticks.map(({ run }) => run.id).sort());
});

test("whoever finds nothing to claim does not wait for another connection's write", async () => {
  const file = join(scratchFolder(), "errand.db");
  const store = openStore({ file, now: NOON });
  await register(store, [schedule()]);
  using writer = new DatabaseSync(file);
  writer.exec("begin immediate");
  const claim = { owner: owner(1), leaseUntil: NOON + 99, now: NOON };
  expect(await store.claim(claim)).toEqual([]);
  writer.exec("rollback");
  store.close();
});

test("the version differs once another connection has written, and only then", async () => {
  const [one, other] = openTwice();
  const before = one.version();
  await one.claimChore("prune", NOON, 1);
  await other.findRun("019");
  expect(one.version()).toBe(before);
  await register(other, [schedule()]);
  const after = one.version();
  expect(after).not.toBe(before);
  await register(other, [schedule()]);
  expect(one.version()).toBe(after);
});

test("four processes settle 600 ticks between them, each tick once", async () => {
  const file = join(scratchFolder(), "errand.db");
  const store = openStore({ file, now: NOON });
  await register(store, [schedule()]);
  const last = NOON + 600_000;
  const settlers = [1, 2, 3, 5].map((step) =>
    promisify(execFile)(process.execPath, [SETTLER, file, String(last), String(step)]),
  );
  const own = (await Promise.all(settlers)).map(({ stdout }) => Number(stdout));
  expect(own.reduce((total, count) => total + count)).toBe(600);
  await expectEachOnce(store, last);
  store.close();
}, 30_000);

test("settlers that are killed at any moment settle no tick twice, and lose none", async () => {
  const file = join(scratchFolder(), "errand.db");
  const store = openStore({ file, now: NOON });
  await register(store, [schedule()]);
  const last = NOON + 600_000;
  const watermark = async () => (await store.findSchedule(ID))!.watermark;
  for (let killed = 0; (await watermark()) < last; killed += 1) {
    const settler = spawn(process.execPath, [SETTLER, file, String(last), "1"]);
    const ended = once(settler, "exit");
    await moved(store, settler, await watermark());
    if (killed < 8) settler.kill("SIGKILL");
    const [, signal] = (await ended) as [number | null, string | null];
    expect(signal).toBe(killed < 8 ? "SIGKILL" : null);
  }
  await expectEachOnce(store, last);
  expect((await store.inspect(true)).problems).toEqual([]);
  store.close();
}, 30_000);

/** Until the settler has moved the watermark, and so is in the midst of its work, or is through. */
async function moved(store: Store, settler: ChildProcess, from: number): Promise<void> {
  while (settler.exitCode === null && (await store.findSchedule(ID))?.watermark === from)
    await new Promise(setImmediate);
}

/** 600 ticks, the last at `last`, each with one row and one run. */
async function expectEachOnce(store: Store, last: number): Promise<void> {
  const ticks = await store.ticks({ scheduleId: ID, limit: 1_000 });
  expect(ticks.map(({ scheduledFor }) => scheduledFor)).toEqual(
    Array.from({ length: 600 }, (_, index) => last - index * 1_000),
  );
  const { runs } = await store.listRuns({ scheduleId: ID }, { limit: 1_000 });
  expect(runs.map(({ id }) => id).sort()).toEqual(ticks.map(({ runId }) => runId).sort());
}
