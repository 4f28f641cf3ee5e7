import { beforeEach, expect, it } from "vitest";
import { ErrandError } from "../../src/core/errors.ts";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import type { Run } from "../../src/core/run.ts";
import { settleRefused } from "../../src/runner/settle-refused.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { NOON, owner, LEASE_MS } from "../store/build.ts";
import { job } from "../store/worked.ts";

const AWAY = new ErrandError("invalid_command", "commands/mail.ts does not load: no route");

let store: Store;
let events: ErrandEvent[];

beforeEach(() => {
  store = openMemoryStore(NOON);
  events = [];
  return () => store.close();
});

/** A run that a worker has begun and could not call, as it stands when that is settled. */
async function settled(error: ErrandError, maxAttempts: number): Promise<Run | undefined> {
  const asked = job({ command: "mail", maxAttempts });
  await store.enqueue([asked], { host: "web-1", now: NOON });
  const lease = { owner: owner(1), leaseUntil: NOON + LEASE_MS, now: NOON };
  const [claimed] = await store.claim(lease);
  const answer = await store.begin({ ...lease, ...claimed!, run: asked.run });
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  await settleRefused(answer.run, error, { store, clock: manualClock(NOON + 5), events: bus });
  return store.findRun(asked.run.id);
}

it("tries a command again whose module did not load, as a deploy may be half way", async () => {
  const run = await settled(AWAY, 3);
  expect(run).toMatchObject({ state: "queued", failures: 1, finishedAt: null });
  expect(run?.reason).toMatch(
    /^failed \(attempt 1 of 3\), again at 2026-.*: commands\/mail.ts does not load/,
  );
  expect(run?.runAfter).toBeGreaterThanOrEqual(NOON + 5);
  expect(run?.runAfter).toBeLessThanOrEqual(NOON + 5 + 10_000);
  expect(await store.attempts(run?.id ?? "")).toMatchObject([
    { outcome: "failed", reason: "it was refused before its first line", exitCode: 78 },
  ]);
  expect(events).toMatchObject([{ type: "run.retrying", outcome: "failed" }]);
});

it.each([
  ["whose last attempt that was", AWAY, 1],
  ["whose args are refused", new ErrandError("invalid_args", "essay: gone"), 3],
  ["whose command is gone", new ErrandError("unknown_command", "no command mail"), 3],
])("gives a run up %s", async (_, error, maxAttempts) => {
  const run = await settled(error, maxAttempts);
  const told = { name: error.code, message: error.message };
  const reason = "it was refused before its first line";
  expect(run).toMatchObject({ state: "failed", exitCode: error.exitCode, reason, error: told });
  expect(events).toMatchObject([{ type: "run.finished" }]);
});
