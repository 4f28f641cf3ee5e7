import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { NOON, started } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

const RACER = join(import.meta.dirname, "racer.ts");

/** Runs `racer.ts` as a process. Gives its words once it has spoken, and its end. */
function race(file: string, options: { times: number; policy: string; end: "at once" | "on eof" }) {
  const args = [RACER, file, String(NOON), String(options.times), options.policy, options.end];
  const child = spawn(process.execPath, args);
  const spoken = once(child.stdout, "data").then(([bytes]) => String(bytes).trim().split(" "));
  const ended = Promise.all([once(child, "exit"), text(child.stderr)]);
  return {
    spoken,
    ended: ended.then(([[code], stderr]) => ({ code, stderr })),
    letGo: () => child.stdin.end(),
    kill: () => child.kill("SIGKILL"),
  };
}

test("fifty processes that open a new ledger at once each begin and finish their run", async () => {
  const file = join(scratchFolder(), "new", "errand.db");
  const racers = Array.from({ length: 50 }, () => race(file, { times: 1, policy: "allow", end: "at once" }));
  const ends = await Promise.all(racers.map(({ ended }) => ended));
  expect(ends).toEqual(racers.map(() => ({ code: 0, stderr: "" })));
  const store = openStore({ file, now: NOON });
  expect(await store.countRuns({})).toMatchObject({ succeeded: 50, running: 0, skipped: 0 });
  expect(await store.inspect(true)).toMatchObject({ problems: [], runs: 50 });
  store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
}, 30_000);

test("of 200 starts with one key by eight processes at once exactly one starts while it is held", async () => {
  const file = join(scratchFolder(), "errand.db");
  const racers = Array.from({ length: 8 }, () => race(file, { times: 25, policy: "skip", end: "on eof" }));
  const kinds = (await Promise.all(racers.map(({ spoken }) => spoken))).flat();
  expect(kinds.filter((kind) => kind === "started")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "skipped")).toHaveLength(199);
  for (const { letGo } of racers) letGo();
  await Promise.all(racers.map(({ ended }) => ended));
  const store = openStore({ file, now: NOON });
  expect(await store.countRuns({})).toMatchObject({ succeeded: 1, skipped: 199, running: 0 });
  store.close();
}, 30_000);

test("what a process was told is written stays written when it is killed at once", async () => {
  const file = join(scratchFolder(), "errand.db");
  const racer = race(file, { times: 3, policy: "allow", end: "on eof" });
  await racer.spoken;
  racer.kill();
  await racer.ended;
  const store = openStore({ file, now: NOON });
  expect(await store.countRuns({})).toMatchObject({ running: 3 });
  expect(await store.openAttempts()).toHaveLength(3);
  expect((await store.inspect(true)).problems).toEqual([]);
  store.close();
}, 30_000);

test("a writer waits for another process's write instead of failing", async () => {
  const file = join(scratchFolder(), "errand.db");
  const store = openStore({ file, now: NOON });
  await started(store);
  const racers = Array.from({ length: 4 }, () => race(file, { times: 20, policy: "allow", end: "at once" }));
  for (let index = 0; index < 50; index++) await started(store);
  const ends = await Promise.all(racers.map(({ ended }) => ended));
  expect(ends.map(({ stderr }) => stderr).join("")).toBe("");
  expect(await store.countRuns({})).toMatchObject({ succeeded: 80, running: 51 });
  store.close();
}, 30_000);
