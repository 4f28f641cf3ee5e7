import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import type { RunFilter } from "../../src/store/history-store.ts";
import type { Store } from "../../src/store/store.ts";
import { fillLedger } from "./fill-ledger.ts";
import { milliseconds, timeCalls, type Measurement } from "./measure.ts";

const LIMIT_MS = 100;
const TIMES = 7;

/** Every read of a ledger with many runs: none may keep a person waiting. */
export async function* benchReads({ rows }: { rows: number }): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const file = join(dir, "errand.db");
  try {
    const { middleId } = fillLedger(file, rows);
    const store = openStore({ file, now: Date.now() });
    yield* measureAll(readsOf(store, middleId), rows);
    store.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function* measureAll(reads: Record<string, () => unknown>, rows: number): AsyncGenerator<Measurement> {
  for (const [name, read] of Object.entries(reads)) {
    const ms = await timeCalls(TIMES, read);
    yield {
      name: `${name}, ${rows} runs`,
      bar: `≤ ${LIMIT_MS} ms`,
      figure: milliseconds(ms),
      met: ms <= LIMIT_MS,
    };
  }
}

function readsOf(store: Store, middleId: string): Record<string, () => unknown> {
  const page = (filter: RunFilter) => () => store.listRuns(filter, { limit: 25 });
  const now = Date.now();
  return {
    history: page({}),
    "history --state failed": page({ states: ["failed"] }),
    "history --state timed_out (rare)": page({ states: ["timed_out"] }),
    "history --command task-7 --state failed": page({ command: "task-7", states: ["failed"] }),
    "history --command (one that never ran)": page({ command: "nothing" }),
    "history --since --until, one hour": page({ since: now - 7_200_000, until: now - 3_600_000 }),
    "history --trigger crontab --state failed": page({ trigger: "crontab", states: ["failed"] }),
    "history --search (common)": page({ search: "drafting" }),
    "history --search (one row)": page({ search: "needle-in-the-ledger" }),
    "history --search (nothing)": page({ search: "zzz-not-there" }),
    "history --arg stage=drafting (half of all)": page({ args: [{ path: "stage", value: "drafting" }] }),
    "history --arg essay=… (one row)": page({ args: [{ path: "essay", value: "essay-4242" }] }),
    "show ID": () => store.findRun(middleId),
    "show PREFIX": () => store.findRunsByPrefix(middleId.slice(0, 13), 10),
    "logs RUN": () => store.readOutput({ runId: middleId, attempt: 1 }, 0, 65_536),
    "status: newest of each command": () => store.latestRuns(),
    "status: counts of a day": () => store.countRuns({ since: now - 86_400_000 }),
    "counts of all": () => store.countRuns({}),
    "open attempts": () => store.openAttempts(),
  };
}
