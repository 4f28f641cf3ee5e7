import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { defineQueue, defineWorker, type Connection, type Logger, type Queue } from "plainjob";
import { rateIn } from "./lanes.ts";
import type { Measurement } from "./measure.ts";
import { bulkRate } from "./queue.ts";

/**
 * plainjob, the npm peer on SQLite, beside errand in the same run. It brings no engine of its own, so it is given
 * Node's, and keeps its own settings: `synchronous = normal`, under which a power cut may take back what was
 * acknowledged, and a row for each job without attempts, owner or times.
 */
export async function* benchPeer({ jobs }: { jobs: number }): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  const queue = defineQueue({ connection: connect(join(dir, "peer.db")), logger: SILENT });
  try {
    const peer = { enqueue: peerBulkRate(queue, jobs), work: await peerWorkRate(queue, jobs) };
    // A whole row of the ledger, kept through a power cut, for its one line that is not.
    yield beside("enqueue in bulk, beside plainjob", {
      own: await bulkRate(jobs),
      peer: peer.enqueue,
      bar: 0.5,
    });
    yield beside("inline no-op runs, beside plainjob", {
      own: await rateIn("inline", jobs),
      peer: peer.work,
      bar: 1,
    });
  } finally {
    queue.close();
    rmSync(dir, { recursive: true });
  }
}

function beside(name: string, { own, peer, bar }: { own: number; peer: number; bar: number }): Measurement {
  const figure = `${own.toFixed(0)} a second, ${(own / peer).toFixed(1)} × plainjob (${peer.toFixed(0)})`;
  return { name, bar: `≥ ${bar} ×`, figure, met: own >= bar * peer };
}

const BATCH = 1_000;

function peerBulkRate(queue: Queue, count: number): number {
  const begun = performance.now();
  for (let left = count; left > 0; left -= BATCH)
    queue.addMany(
      "noop",
      Array.from({ length: BATCH }, () => ({})),
    );
  return count / ((performance.now() - begun) / 1_000);
}

async function peerWorkRate(queue: Queue, count: number): Promise<number> {
  const all = Promise.withResolvers<void>();
  let done = 0;
  const onCompleted = (): void => {
    done += 1;
    if (done === count) all.resolve();
  };
  const begun = performance.now();
  const worker = defineWorker("noop", () => undefined, { queue, logger: SILENT, onCompleted });
  void worker.start();
  await all.promise;
  const rate = count / ((performance.now() - begun) / 1_000);
  await worker.stop();
  return rate;
}

const SILENT: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** What plainjob asks of better-sqlite3, by Node's own SQLite. */
function connect(file: string): Connection {
  const database = new DatabaseSync(file);
  return {
    driver: "better-sqlite3",
    filename: file,
    pragma: (pragma) => {
      database.exec(`pragma ${pragma}`);
    },
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: (sql) => database.prepare(sql) as ReturnType<Connection["prepare"]>,
    transaction: (work: (...args: unknown[]) => unknown) => transactionOf(database, work),
    close: () => {
      database.close();
    },
  };
}

function transactionOf(database: DatabaseSync, work: (...args: unknown[]) => unknown) {
  const within =
    (begin: string) =>
    (...args: unknown[]): unknown => {
      database.exec(begin);
      try {
        const result = work(...args);
        database.exec("commit");
        return result;
      } catch (error) {
        database.exec("rollback");
        throw error;
      }
    };
  return Object.assign(within("begin"), { immediate: within("begin immediate") });
}
