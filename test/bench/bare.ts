import { fork } from "node:child_process";
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";

/** A queue as small as it can be written: what errand's own is held against. */
export const BARE_TABLES = `pragma journal_mode = wal; pragma synchronous = full;
create table jobs (id integer primary key, queue text, state text, run_after integer, payload text,
  started integer, finished integer) strict;
create index due on jobs (queue, run_after) where state = 'queued';
create table tries (job integer, number integer, started integer, finished integer, primary key (job, number))
  strict, without rowid;`;

const BATCH = 500;

/** Jobs a second that bare statements begin and finish, with a row for each try. */
export function bareBatches(file: string, count: number): number {
  const database = new DatabaseSync(file);
  database.exec(BARE_TABLES);
  const insert = database.prepare(
    "insert into jobs (queue, state, run_after, payload) values ('default', 'queued', 1, '{}')",
  );
  database.exec("begin");
  for (let index = 0; index < count; index += 1) insert.run();
  database.exec("commit");
  const begun = performance.now();
  while (beginAndFinish(database) > 0);
  const seconds = (performance.now() - begun) / 1_000;
  database.close();
  return count / seconds;
}

function beginAndFinish(database: DatabaseSync): number {
  database.exec("begin immediate");
  const rows = database.prepare(TAKE).all(BATCH) as { id: number }[];
  const start = database.prepare("insert into tries values (?, 1, 5, null)");
  for (const { id } of rows) start.run(id);
  database.exec("commit; begin immediate");
  const endTry = database.prepare("update tries set finished = 6 where job = ? and number = 1");
  const end = database.prepare("update jobs set state = 'done', finished = 6 where id = ?");
  for (const { id } of rows) {
    endTry.run(id);
    end.run(id);
  }
  database.exec("commit");
  return rows.length;
}

const TAKE = `update jobs set state = 'running', started = 5 where id in
  (select id from jobs where queue = 'default' and state = 'queued' and run_after <= 5 order by run_after limit ?)
  returning id`;

/** IPC messages a second to two children and back. */
export async function ipcMessages(count: number): Promise<number> {
  const file = new URL("./echo-child.ts", import.meta.url);
  const children = [fork(file), fork(file)];
  await Promise.all(children.map((child) => once(child, "message")));
  const begun = performance.now();
  await Promise.all(
    children.map(async (child) => {
      const all = Promise.withResolvers<void>();
      let back = 0;
      child.on("message", () => {
        back += 1;
        if (back === count / 2) all.resolve();
      });
      for (let index = 0; index < count / 2; index += 1) child.send({ id: index });
      await all.promise;
      child.disconnect();
    }),
  );
  return count / ((performance.now() - begun) / 1_000);
}
