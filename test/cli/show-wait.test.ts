import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import { limitKey } from "../../src/command/overlap-key.ts";
import { beginClaimed, claims, closing, enqueued, NOON, owner, started } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const NOW = NOON + 60_000;

/** What stands behind a label. */
async function facts(word: string): Promise<Record<string, string>> {
  const { stdout } = await project().call("show", word);
  const rows = stdout.split("\n\n")[0]!.split("\n");
  return Object.fromEntries(rows.map((row) => [row.slice(0, 11).trim(), row.slice(11)]));
}

/** What `show --json` says of the run's waiting. */
const waits = async (word: string): Promise<unknown> =>
  ((await project().json("show", word)).run as unknown as { waits: unknown }).waits;

const workerHeard = (): Promise<void> =>
  project().store.beat({
    ...{ id: "worker-1", kind: "worker", queues: null, owner: owner(9) },
    ...{ startedAt: NOON, heartbeatAt: NOW, stoppedAt: null },
  });

describe("show of a queued run", () => {
  it("says where it waits, with which priority and keys, and until when", async () => {
    const { runId } = await enqueued(project().store, {
      ...{ queue: "mail", priority: 7, runAfter: NOW + 600_000, expiresAt: NOW + 7_200_000 },
      ...{ dedupeKey: "nightly", limitKey: limitKey("essays:check", "ada"), key: "mine" },
    });
    expect(await facts(runId)).toMatchObject({
      state: "queued",
      queue: "mail, priority 7",
      "not before": expect.stringMatching(/^2026-03-01 \d\d:11:00$/),
      waiting: "its time is in 10m",
      expires: expect.stringMatching(/^2026-03-01 \d\d:01:00, if it has not started by then$/),
      "dedupe key": "nightly",
      "limit key": "ada",
    });
    expect(await waits(runId)).toEqual({
      ...{ for: "time", says: "its time is in 10m", holderId: null, pause: null },
    });
  });

  it("says that its queue is paused, why, and how to open it", async () => {
    const { runId } = await enqueued(project().store, { queue: "mail" });
    const pause = { at: NOON, by: "ada", reason: "the server moves", until: null };
    await project().store.pauseQueue("mail", pause);
    expect((await facts(runId))["waiting"]).toMatch(
      /^its queue is paused by ada since \S+ until it is resumed: the server moves$/,
    );
    expect(await waits(runId)).toMatchObject({
      for: "queue",
      pause: { by: "ada", reason: "the server moves", at: "2026-03-01T12:00:00.000Z", until: null },
    });
    const { stdout } = await project().call("show", runId);
    expect(stdout).toContain(`Next: errand queue resume mail   errand cancel ${shortId(runId)}\n`);
  });

  it("says that nobody works its queue, and that it has its turn where somebody does", async () => {
    const { runId } = await enqueued(project().store);
    expect((await facts(runId))["waiting"]).toBe("nobody works queue default");
    expect((await project().call("show", runId)).stdout).toContain("Next: errand work ");
    await workerHeard();
    expect(await waits(runId)).toMatchObject({ for: "turn" });
  });

  it("names the run whose lock it is parked on", async () => {
    const holder = await started(project().store, { now: NOW });
    const { runId } = await enqueued(project().store, { policy: "wait" });
    expect(await claims(project().store, NOW)).toEqual([]);
    expect((await facts(runId))["waiting"]).toBe(`run ${holder.id} of essays:check holds its lock`);
    expect(await waits(runId)).toMatchObject({ for: "overlap", holderId: holder.id });
  });

  it("names the key whose limit it is parked on", async () => {
    const key = limitKey("essays:check", "ada");
    await enqueued(project().store, { limitKey: key });
    const { runId } = await enqueued(project().store, { limitKey: key });
    await claims(project().store, NOW);
    expect((await facts(runId))["waiting"]).toBe(
      "as many run with its key ada as may, or too many began lately",
    );
    expect(await waits(runId)).toMatchObject({ for: "limit" });
  });

  it("says of one that is claimed who has it", async () => {
    const { runId } = await enqueued(project().store);
    await claims(project().store, NOW);
    expect((await facts(runId))["waiting"]).toBe("pid 200 on web-1 is about to start it");
  });

  it("does not run while it waits for its next attempt", async () => {
    const { store } = project();
    const { runId } = await enqueued(store);
    const [claimed] = await claims(store, NOW);
    const { run } = await beginClaimed(store, claimed!, NOW);
    const end = closing(run, { outcome: "failed", exitCode: 1, finishedAt: NOW + 138 });
    await store.requeue(end, { runAfter: NOW + 30_000, reason: "failed (attempt 1 of 3)" });
    await project().clock.advance(1_000);
    const known = await facts(runId);
    expect(known).toMatchObject({ state: "queued", waiting: "its next attempt is in 29s" });
    expect(known).not.toHaveProperty("runs for");
    const { stdout } = await project().call("history");
    expect(stdout).toMatch(/queued +- +-  ada/);
  });
});

it("says nothing of waiting of a run that is over", async () => {
  const run = await started(project().store);
  await project().store.finish(closing(run));
  expect(Object.keys(await facts(run.id))).not.toContain("waiting");
  expect(await waits(run.id)).toBeNull();
});
