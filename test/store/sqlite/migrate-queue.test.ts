import { join } from "node:path";
import { expect, test } from "vitest";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { migrate, SCHEMA_VERSION } from "../../../src/store/sqlite/migrate.ts";
import { LEDGER } from "../../../src/store/sqlite/migrations/0001-ledger.ts";
import { SCHEDULES } from "../../../src/store/sqlite/migrations/0002-schedules.ts";
import { openStore } from "../../../src/store/open.ts";
import { NOON } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

/** A ledger as it was before queues: a run that ended, with output and a process that was heard of; one that waits. */
function ledgerOfSchema2(file: string): void {
  const connection = new Connection(file);
  connection.script("pragma journal_mode = wal");
  connection.script(LEDGER);
  connection.script(SCHEDULES);
  connection.script(`
    insert into runs (seq, id, command, args, trigger, actor, host, dry_run, state, attempt, overlap, requested_at,
        started_at, finished_at, exit_code, error_name, error_message)
      values (1, 'r1', 'essays:check', '{}', 'manual', 'ada', 'web-1', 0, 'failed', 1, 'skip', ${NOON},
        ${NOON}, ${NOON + 5}, 1, 'Error', 'no essays');
    insert into runs (seq, id, command, args, trigger, actor, host, dry_run, state, queue, run_after, attempt, overlap,
        requested_at)
      values (2, 'r2', 'essays:check', '{}', 'schedule', 'ada', 'web-1', 0, 'queued', 'default', ${NOON}, 0, 'skip',
        ${NOON});
    insert into attempts (run, number, outcome, host, boot_id, pid, process_started, lease_until, started_at,
        finished_at, exit_code, error_name, error_message, output_bytes)
      values (1, 1, 'failed', 'web-1', 'boot', 7, 'tick', ${NOON}, ${NOON}, ${NOON + 5}, 1, 'Error', 'no essays', 6);
    insert into output values (1, 1, 0, ${NOON}, 'stdout', x'68656c6c6f0a');
    insert into processes values ('p', 'scheduler', 'web-1', 'boot', 7, 'tick', ${NOON}, ${NOON}, null);
    pragma application_id = 1701999204; pragma user_version = 2`);
  connection.close();
}

test("a ledger from before queues keeps every run, attempt, line of output and process", async () => {
  const file = join(scratchFolder(), "old.db");
  ledgerOfSchema2(file);
  const store = openStore({ file, now: NOON });
  expect(await store.findRun("r1")).toMatchObject({
    state: "failed",
    failures: 0,
    error: { message: "no essays" },
  });
  expect(await store.attempts("r1")).toMatchObject([{ number: 1, outcome: "failed", outputBytes: 6 }]);
  const output = await store.readOutput({ runId: "r1", attempt: 1 }, 0, 100);
  expect(output.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["hello\n"]);
  expect(await store.processes({ since: 0 })).toMatchObject([{ id: "p", kind: "scheduler", queues: null }]);
  expect((await store.inspect(true)).problems).toEqual([]);
  store.close();
});

test("what waited before queues is claimed after them", async () => {
  const file = join(scratchFolder(), "old.db");
  ledgerOfSchema2(file);
  const store = openStore({ file, now: NOON });
  const owner = { host: "web-1", bootId: "boot", pid: 8, startedAt: "tick" };
  const [claimed] = await store.claim({ owner, leaseUntil: NOON + 1, now: NOON });
  expect(claimed?.run).toMatchObject({ id: "r2", queue: "default", attempt: 1 });
  store.close();
});

test("the tables made anew refer to each other, and to no table that is gone", () => {
  const file = join(scratchFolder(), "old.db");
  ledgerOfSchema2(file);
  const connection = new Connection(file);
  migrate(connection, NOON);
  expect(connection.first("pragma user_version")?.["user_version"]).toBe(SCHEMA_VERSION);
  expect(connection.all("select name from sqlite_schema where sql like '%anew%'")).toEqual([]);
  expect(connection.all("pragma foreign_key_check")).toEqual([]);
  connection.run("delete from runs where id = 'r1'");
  expect(connection.all("select * from attempts")).toEqual([]);
  expect(connection.all("select * from output")).toEqual([]);
  connection.close();
});
