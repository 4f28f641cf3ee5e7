import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import command from "../../commands/cleanup-expired-sessions.ts";
import { run, temporaryFolder, type RunOptions } from "./context.ts";

const NOW = "2026-03-01T08:00:00Z";
const NOW_S = Date.parse(NOW) / 1000;
const HOUR = 3_600;

class Sessions {
  readonly file = join(temporaryFolder(), "app.db");
  readonly database = new DatabaseSync(this.file, { timeout: 1_000 });

  constructor(
    values: SQLInputValue[],
    schema = "create table sessions (id integer primary key, expires_at)",
  ) {
    onTestFinished(() => this.database.close());
    this.database.exec(`pragma journal_mode = wal; ${schema}`);
    for (const value of values)
      this.database.prepare("insert into sessions (expires_at) values (?)").run(value);
  }

  clean(input: Record<string, unknown> = {}, options: RunOptions = {}) {
    return run(command, { database: this.file, ...input }, { now: NOW, ...options });
  }

  left(): unknown[] {
    return this.database
      .prepare("select expires_at from sessions")
      .all()
      .map((row) => row["expires_at"]);
  }
}

describe("cleanup-expired-sessions", () => {
  test.each<[string, string, SQLInputValue, SQLInputValue]>([
    ["seconds", "s", NOW_S - 1, NOW_S],
    ["seconds with a fraction", "s", NOW_S - 0.5, NOW_S + 0.5],
    ["milliseconds", "ms", NOW_S * 1000 - 1, NOW_S * 1000],
    ["ISO text", "iso", "2026-03-01T07:59:59.999Z", "2026-03-01T08:00:00.000Z"],
    ["SQLite's own text", "iso", "2026-03-01 07:59:59", "2026-03-01 08:00:00"],
    ["text with an offset", "iso", "2026-03-01T09:59:59+02:00", "2026-03-01T07:30:00-01:00"],
    ["days", "iso", "2026-03-01", "2026-03-02"],
  ])("finds the unit of %s and deletes only what expired", async (_, unit, expired, living) => {
    const sessions = new Sessions([expired, living]);
    const { result, output } = await sessions.clean();
    expect(result).toEqual({ found: 1, deleted: 1, unit, before: "2026-03-01T08:00:00.000Z" });
    expect(output).toBe("1 expired, 1 deleted\n");
    expect(sessions.left()).toEqual([living]);
  });

  test("minds the fractions of seconds in text", async () => {
    const [expired, living] = ["2026-03-01T08:00:00.500Z", "2026-03-01T08:00:00.700Z"];
    const sessions = new Sessions([expired, living]);
    await sessions.clean({}, { now: "2026-03-01T08:00:00.600Z" });
    expect(sessions.left()).toEqual([living]);
  });

  test("reaches rows whose ids are beyond what a JavaScript number can tell apart", async () => {
    const sessions = new Sessions([]);
    const insert = sessions.database.prepare("insert into sessions values (?, ?)");
    for (const id of [2n ** 62n, 2n ** 62n + 1n]) insert.run(id, NOW_S - 1);
    expect((await sessions.clean({ batch: 1 })).result).toMatchObject({ deleted: 2 });
  });

  test("keeps what never expires: null, zero and negative numbers", async () => {
    const sessions = new Sessions([null, 0, -1, NOW_S - HOUR]);
    expect((await sessions.clean()).result).toMatchObject({ deleted: 1 });
    expect(sessions.left()).toEqual([null, 0, -1]);
  });

  test.each<[string, SQLInputValue[], string]>([
    ["seconds and milliseconds", [NOW_S, NOW_S * 1000], "numbers from 1772352000 to 1772352000000"],
    ["a far year in seconds that looks like milliseconds", [253_402_300_799], "numbers from 253402300799"],
    ["nanoseconds", [1_772_352_000_000_000_000n], "numbers from 1772352000000000000"],
    ["small numbers", [5], "numbers from 5 to 5"],
    [
      "text and numbers",
      [NOW_S, "2026-01-01"],
      "numbers from 1772352000 to 1772352000 and text from 2026-01-01",
    ],
    ["digits as text", ["1772352000"], "text from 1772352000"],
    ["words", ["now"], "text from now to now"],
    ["bytes", [new Uint8Array([50, 48, 50, 54])], "blob from 2026"],
  ])("does not guess from %s", async (_, values, found) => {
    const sessions = new Sessions(values);
    const attempt = sessions.clean();
    await expect(attempt).rejects.toThrow(`cannot tell the unit of "expires_at": it holds ${found}`);
    await expect(attempt).rejects.toThrow("say it with --unit s|ms|iso");
    expect(sessions.database.prepare("select count(*) as n from sessions").get()).toEqual({
      n: values.length,
    });
  });

  test("with --unit deletes no value of another kind", async () => {
    const values = [NOW_S - 1, "2020-01-01", "now", "0001", new Uint8Array([1])];
    const sessions = new Sessions(values);
    expect((await sessions.clean({ unit: "s" })).result).toMatchObject({ deleted: 1 });
    expect((await sessions.clean({ unit: "iso" })).result).toMatchObject({ deleted: 1 });
    expect(sessions.left()).toEqual(["now", "0001", new Uint8Array([1])]);
  });

  test("keeps sessions for --older-than after they expired", async () => {
    const sessions = new Sessions([NOW_S - 3 * HOUR, NOW_S - HOUR]);
    await sessions.clean({ olderThan: "2h" });
    expect(sessions.left()).toEqual([NOW_S - HOUR]);
  });

  test("a dry run counts and deletes nothing", async () => {
    const sessions = new Sessions([NOW_S - HOUR, NOW_S - HOUR]);
    const { result, output } = await sessions.clean({ dryRun: true });
    expect(result).toMatchObject({ found: 2, deleted: 0 });
    expect(output).toBe("2 expired, none deleted (dry run)\n");
    expect(sessions.left()).toHaveLength(2);
  });

  test("deletes in batches and tells how far it is", async () => {
    const sessions = new Sessions(Array.from({ length: 25 }, () => NOW_S - HOUR));
    const { result, progressed } = await sessions.clean({ batch: 10 });
    expect(result).toMatchObject({ found: 25, deleted: 25 });
    expect(progressed).toEqual([
      [10, 25],
      [20, 25],
      [25, 25],
    ]);
  });

  test("lets others write between batches, and stops between them when it is aborted", async () => {
    const sessions = new Sessions(Array.from({ length: 30 }, () => NOW_S - HOUR));
    const controller = new AbortController();
    const onProgress = (): void => {
      sessions.database.prepare("insert into sessions (expires_at) values (?)").run(NOW_S + HOUR);
      setImmediate(() => controller.abort(new Error("enough")));
    };
    await expect(sessions.clean({ batch: 10 }, { signal: controller.signal, onProgress })).rejects.toThrow(
      "enough",
    );
    expect(sessions.left()).toHaveLength(21);
  });

  test("has nothing to do in an empty table", async () => {
    expect((await new Sessions([]).clean()).result).toMatchObject({ found: 0, deleted: 0, unit: null });
  });

  test.each([
    [
      "a table without row ids",
      "create table sessions (expires_at integer, user text default 'x', primary key (user, expires_at)) without rowid",
    ],
    [
      "a column that is called rowid",
      "create table sessions (rowid text default 'same', _rowid_ text, expires_at integer)",
    ],
    ["a strict table", "create table sessions (id integer primary key, expires_at integer) strict"],
  ])("works with %s", async (_, schema) => {
    const sessions = new Sessions([NOW_S - 2, NOW_S - 1, NOW_S + 1], schema);
    expect((await sessions.clean({ batch: 1 })).result).toMatchObject({ deleted: 2 });
    expect(sessions.left()).toEqual([NOW_S + 1]);
  });

  test("takes names in any case, and quotes what needs it", async () => {
    const sessions = new Sessions([]);
    sessions.database.exec(`create table "my ""table; drop table sessions" ("expires at" integer)`);
    sessions.database.exec(`insert into "my ""table; drop table sessions" values (${NOW_S - 1})`);
    const input = { table: 'MY "table; drop table sessions', column: "EXPIRES AT" };
    expect((await sessions.clean(input)).result).toMatchObject({ deleted: 1 });
    expect(sessions.left()).toEqual([]);
  });

  test.each([
    ["a table", { table: "session" }, 'no table "session"; there are sessions, users: name one with --table'],
    ["SQL for a table", { table: "sessions; drop table users" }, 'no table "sessions; drop table users"'],
    ["a view", { table: "everyone" }, 'no table "everyone"'],
    ["SQLite's own table", { table: "sqlite_schema" }, 'no table "sqlite_schema"'],
    [
      "a column",
      { column: "expires" },
      'no column "expires" in table "sessions"; there are expires_at, id: name one with --column',
    ],
  ])("names those that exist when it does not find %s", async (_, input, message) => {
    const sessions = new Sessions([NOW_S - 1]);
    sessions.database.exec(
      "create table users (id integer primary key); create view everyone as select * from users",
    );
    await expect(sessions.clean(input)).rejects.toThrow(
      expect.objectContaining({ name: "CommandError", message: expect.stringContaining(message) }),
    );
    expect(sessions.left()).toHaveLength(1);
  });

  test("never makes a database", async () => {
    const database = join(temporaryFolder(), "gone.db");
    await expect(run(command, { database })).rejects.toThrow(
      `database "${database}" does not exist; name one with --database FILE`,
    );
    expect(existsSync(database)).toBe(false);
  });

  test.each([
    ["a folder", (folder: string) => folder, "is not a file"],
    [
      "a text",
      (folder: string) => {
        writeFileSync(
          join(folder, "x.txt"),
          "no database, but long enough to be looked at by SQLite ".repeat(20),
        );
        return join(folder, "x.txt");
      },
      "file is not a database",
    ],
  ])("refuses %s in one line", async (_, make, message) => {
    const failing = run(command, { database: make(temporaryFolder()) });
    await expect(failing).rejects.toThrow(
      expect.objectContaining({ name: "CommandError", message: expect.stringContaining(message) }),
    );
  });

  test("says in one line what the database forbids", async () => {
    const schema = `create table sessions (id integer primary key, expires_at integer);
      create trigger no before delete on sessions begin select raise(abort, 'sessions are kept'); end`;
    const sessions = new Sessions([NOW_S - 1], schema);
    await expect(sessions.clean()).rejects.toThrow(`database "${sessions.file}": sessions are kept`);
  });
});
