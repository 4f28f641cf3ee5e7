import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newId } from "../../src/core/ids.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import type { Measurement } from "./measure.ts";

const OWNER = { host: "bench", bootId: "bench", pid: 1, startedAt: "1" };

/** Whole rows a second, one by one and each durable before the next: two commits a run, held against bare commits of the same disk. */
export async function* benchRows({ runs }: { runs: number }): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  try {
    const bare = bareCommits(join(dir, "bare.db"), runs * 2) / 2;
    const store = openStore({ file: join(dir, "errand.db"), now: Date.now() });
    const rows = await perSecond(runs, () => beginAndFinish(store));
    store.close();
    const share = rows / bare;
    const figure = `${rows.toFixed(0)} a second, ${(share * 100).toFixed(0)} % of bare commits (${bare.toFixed(0)} pairs a second)`;
    yield {
      name: "runs begun and finished, one by one, durable",
      bar: "≥ 30 % of bare commits",
      figure,
      met: share >= 0.3,
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function bareCommits(file: string, count: number): number {
  const database = new DatabaseSync(file);
  database.exec(
    "pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, v text) strict",
  );
  const insert = database.prepare("insert into t (v) values (?)");
  const start = performance.now();
  for (let index = 0; index < count; index += 1) insert.run("x".repeat(400));
  database.close();
  return count / ((performance.now() - start) / 1000);
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index += 1) await work();
  return count / ((performance.now() - start) / 1000);
}

async function beginAndFinish(store: Store): Promise<void> {
  const now = Date.now();
  const id = newId(now);
  await store.begin({
    run: {
      id,
      command: "noop",
      args: { dryRun: true },
      trigger: "manual",
      scheduledFor: null,
      requestedAt: now,
      parentId: null,
      actor: "bench",
      dryRun: true,
      tags: [],
    },
    owner: OWNER,
    overlap: { key: "noop", policy: "allow" },
    leaseUntil: now + 30_000,
    now,
  });
  await store.finish({
    ref: { runId: id, attempt: 1 },
    outcome: "succeeded",
    reason: null,
    exitCode: 0,
    signal: null,
    error: null,
    result: null,
    progress: null,
    finishedAt: now + 1,
    cpuMs: 1,
    peakRss: 1,
    output: null,
  });
}
