import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { createSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { due, finished, NOON, notRun, register, schedule, settle, started } from "../build.ts";

/** The database is the last judge: whatever a later hand writes into it, these rows can't exist. */
describe("the database refuses", () => {
  let connection: Connection;

  beforeEach(async () => {
    connection = new Connection(":memory:");
    migrate(connection, NOON);
    const store = createSqliteStore(connection);
    await finished(store, { command: "done" });
    await started(store, { command: "live" });
    await register(store, [schedule()]);
    const ticks = [due(NOON + 1), notRun(NOON + 2)];
    await settle(store, { from: NOON, to: NOON + 2, ticks });
  });
  afterEach(() => connection.close());

  test.each([
    ["a state that is no word", "update runs set state = 'paused'", "state ="],
    ["a trigger that is no word", "update runs set trigger = 'moon'", "trigger ="],
    ["an outcome that is no word", "update attempts set outcome = 'skipped', finished_at = 1", "outcome ="],
    ["a stream that is no word", "insert into output values (1, 1, 0, 0, 'stdin', x'00')", "stream ="],
    [
      "a final run without an end",
      "update runs set finished_at = null where command = 'done'",
      "finished_at is null",
    ],
    [
      "a live run with an end",
      "update runs set finished_at = 1 where command = 'live'",
      "finished_at is null",
    ],
    [
      "a running run that never started",
      "update runs set started_at = null where command = 'live'",
      "started_at",
    ],
    [
      "a finished run that never started",
      "update runs set started_at = null where command = 'done'",
      "started_at",
    ],
    [
      "an attempt with an outcome and no end",
      "update attempts set finished_at = null where run = 1",
      "finished_at",
    ],
    [
      "an attempt with an end and no outcome",
      "update attempts set finished_at = 1 where run = 2",
      "finished_at",
    ],
    [
      "an attempt that succeeded and never started",
      "update attempts set started_at = null where run = 1",
      "started_at",
    ],
    ["an error without a message", "update runs set error_name = 'Error'", "error_name"],
    ["a cancel by nobody", "update runs set cancel_requested_at = 1", "cancel_requested_at"],
    ["a dry run that is neither", "update runs set dry_run = 2", "dry_run"],
    ["a time that is no number", "update runs set requested_at = 'noon'", "cannot store TEXT"],
    ["two runs of one id", "update runs set id = 'same'", "UNIQUE"],
    [
      "an attempt of no run",
      "insert into attempts select 9, number, outcome, reason, host, boot_id, pid, process_started, lease_until, started_at, finished_at, exit_code, signal, error_name, error_message, error_stack, cpu_ms, peak_rss, output_bytes from attempts limit 1",
      "FOREIGN KEY",
    ],
    ["output of no attempt", "insert into output values (1, 2, 0, 0, 'stdout', x'00')", "FOREIGN KEY"],
    [
      "a turn of a run that is no worker's",
      "update runs set run_after = 1 where command = 'live'",
      "run_after",
    ],
    [
      "a queued run with a turn and no queue",
      "update runs set queue = null where run_after > 0",
      "run_after",
    ],
    ["an overlap policy that is no word", "update runs set overlap = 'queue'", "overlap ="],
    ["a source that is no word", "update schedules set source = 'moon'", "source ="],
    ["a pause by nobody", "update schedules set paused_at = 1", "paused_at"],
    ["a pause that only ends", "update schedules set paused_until = 1", "paused_until"],
    [
      "a pause before another that never ended",
      "insert into ended_pauses select id, 1, 'ada', null, null from schedules",
      "NOT NULL",
    ],
    [
      "a pause of no schedule",
      "insert into ended_pauses values ('nobody', 1, 'ada', null, 2)",
      "FOREIGN KEY",
    ],
    ["a verdict that is no word", "update ticks set verdict = 'late'", "verdict ="],
    ["a tick that ran and has no run", "update ticks set run_id = null where verdict = 'run'", "run_id"],
    ["a tick that did not run and has one", "update ticks set run_id = 'x'", "run_id"],
    [
      "a tick that did not run and says not why",
      "update ticks set reason = null where verdict = 'skipped'",
      "reason",
    ],
    ["a stretch of runs", "update ticks set count = 2 where verdict = 'run'", "count = 1"],
    ["a stretch of no tick", "update ticks set count = 0", "count >= 1"],
    ["a stretch that ends before it begins", "update ticks set through = 1", "through >= scheduled_for"],
    [
      "a tick settled twice",
      "insert into ticks select schedule_id, scheduled_for, through, count, verdict, reason, run_id, settled_at from ticks",
      "UNIQUE",
    ],
    ["output before the first byte", "insert into output values (1, 1, -1, 0, 'stdout', x'00')", "offset"],
  ])("%s", (_, sql, why) => {
    expect(() => connection.write(() => connection.run(sql))).toThrow(why);
  });

  test("waits for the disk at every commit", () => {
    expect(connection.first("pragma foreign_keys")).toEqual({ foreign_keys: 1 });
    expect(connection.first("pragma synchronous")).toEqual({ synchronous: 2 });
    expect(connection.first("pragma busy_timeout")).toEqual({ timeout: 30_000 });
  });
});
