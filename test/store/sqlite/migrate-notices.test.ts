import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { LEDGER } from "../../../src/store/sqlite/migrations/0001-ledger.ts";
import { SCHEDULES } from "../../../src/store/sqlite/migrations/0002-schedules.ts";
import { QUEUE } from "../../../src/store/sqlite/migrations/0003-queue.ts";
import { WORKFLOWS } from "../../../src/store/sqlite/migrations/0004-workflows.ts";
import { NOTICES } from "../../../src/store/sqlite/migrations/0005-notices.ts";
import { LIVE_RUNS } from "../../../src/store/sqlite/migrations/0006-live-runs.ts";
import { NOON, notRun, register, schedule, settle } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

/** A ledger of which somebody wants to be told, as it was when each row of ticks was one happening. */
function ledgerOfSchema6(file: string): void {
  const connection = new Connection(file);
  connection.script("pragma journal_mode = wal");
  for (const script of [LEDGER, SCHEDULES, QUEUE, WORKFLOWS, NOTICES, LIVE_RUNS]) connection.script(script);
  connection.script(`
    create trigger told_not_run after insert on ticks when new.verdict <> 'run' and new.reason not like 'paused by %'
      begin insert into happenings (at, kind, schedule_id, scheduled_for, reason)
        values (new.settled_at, 'not_run', new.schedule_id, new.scheduled_for, new.reason); end;
    insert into ticks values ('nightly', ${NOON - 5}, ${NOON - 5}, 1, 'missed', 'nothing ticked', null, ${NOON - 5});
    pragma application_id = 1701999204; pragma user_version = 6`);
  connection.close();
}

test("what was not judged before ticks were counted is one tick, and what comes then is counted once", async () => {
  const file = join(scratchFolder(), "old.db");
  ledgerOfSchema6(file);
  const store = openStore({ file, now: NOON });
  await register(store, [schedule()]);
  const missed = (minute: number) => notRun(NOON + minute, { verdict: "missed", reason: "nothing ticked" });
  await settle(store, { from: NOON, to: NOON + 1, ticks: [missed(1)] });
  await store.watchRuns("ends");
  await settle(store, { from: NOON + 1, to: NOON + 2, ticks: [missed(2)] });
  await settle(store, { from: NOON + 2, to: NOON + 4, ticks: [missed(3), missed(4)] });
  const { happenings } = await store.happenings(9, NOON);
  expect(happenings).toMatchObject(
    [NOON - 5, NOON + 1, NOON + 2, NOON + 3, NOON + 4].map((scheduledFor) => ({ scheduledFor, count: 1 })),
  );
  store.close();
});

test("what was expected before spans were kept is known by its first instant still", async () => {
  const file = join(scratchFolder(), "old.db");
  ledgerOfSchema6(file);
  const old = new Connection(file);
  old.run("insert into expectations (command, since, told_for) values ('backup', :now, :now)", {
    now: NOON - 9,
  });
  const overdue = `insert into notices (id, kind, command, channel, facts, created_at) values (:id, :kind, 'backup', :channel, '{}', :at)`;
  const told = (id: string, kind: string, at: number): void =>
    void old.run(overdue, { id, kind, at, channel: `slack-${id}` });
  told("before", "overdue", NOON - 10);
  told("of-it", "overdue", NOON - 8);
  told("of-another", "failure", NOON - 8);
  old.close();
  const store = openStore({ file, now: NOON });
  const unread = { expectations: [], unread: ["backup"] };
  await store.registerExpectations(unread, NOON);
  expect(await store.silences(unread, NOON)).toEqual([]);
  const read = { expectations: [{ command: "backup", withinMs: 5 }], unread: [] };
  await store.registerExpectations(read, NOON);
  expect(await store.silences(read, NOON)).toMatchObject([{ since: NOON - 9, told: ["slack-of-it"] }]);
  expect(await store.silences(unread, NOON)).toMatchObject([{ since: NOON - 9, withinMs: 5 }]);
  store.close();
});
