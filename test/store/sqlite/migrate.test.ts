import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { migrate, SCHEMA_VERSION } from "../../../src/store/sqlite/migrate.ts";
import { NOON } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

afterEach(() => vi.restoreAllMocks());

const journalMode = (connection: Connection): unknown =>
  connection.first("pragma journal_mode")?.["journal_mode"];
const schemaVersion = (connection: Connection): unknown =>
  connection.first("pragma user_version")?.["user_version"];

const refusal = Object.assign(new Error("database is locked"), { code: "ERR_SQLITE_ERROR", errcode: 5 });

test("a new database gets every shape, and the number of the last", () => {
  const connection = new Connection(join(scratchFolder(), "new.db"));
  migrate(connection, NOON);
  expect(schemaVersion(connection)).toBe(SCHEMA_VERSION);
  expect(journalMode(connection)).toBe("wal");
  connection.close();
});

test("whoever is refused the switch to write-ahead waits as a writer and asks again", () => {
  const connection = new Connection(join(scratchFolder(), "new.db"));
  const wait = vi.spyOn(connection, "write");
  const refuse = (): never => {
    throw refusal;
  };
  vi.spyOn(connection, "script").mockImplementationOnce(refuse).mockImplementationOnce(refuse);
  migrate(connection, NOON);
  expect(wait).toHaveBeenCalledTimes(3);
  expect(journalMode(connection)).toBe("wal");
  expect(schemaVersion(connection)).toBe(SCHEMA_VERSION);
  connection.close();
});

test("a switch that is refused for ever ends in one clear line", () => {
  const connection = new Connection(join(scratchFolder(), "new.db"));
  vi.spyOn(connection, "script").mockImplementation(() => {
    throw refusal;
  });
  expect(() => migrate(connection, NOON)).toThrow(
    `the ledger ${connection.file} was kept locked by another process`,
  );
  connection.close();
});

test("what another process migrated between the first look and the lock is left as it is", () => {
  const file = join(scratchFolder(), "new.db");
  const [slow, quick] = [new Connection(file), new Connection(file)];
  const write = slow.write.bind(slow);
  vi.spyOn(slow, "write").mockImplementationOnce((work) => {
    migrate(quick, NOON);
    return write(work);
  });
  migrate(slow, NOON + 1);
  expect(slow.all("select at from audit")).toEqual(
    Array.from({ length: SCHEMA_VERSION }, () => ({ at: NOON })),
  );
  for (const connection of [slow, quick]) connection.close();
});

test("a migration that fails leaves nothing of itself", () => {
  const connection = new Connection(join(scratchFolder(), "new.db"));
  const script = connection.script.bind(connection);
  vi.spyOn(connection, "script").mockImplementation((sql) => {
    script(sql);
    if (sql.includes("create table")) throw new Error("the power went");
  });
  expect(() => migrate(connection, NOON)).toThrow("the power went");
  expect(connection.all("select name from sqlite_schema")).toEqual([]);
  expect(schemaVersion(connection)).toBe(0);
  vi.restoreAllMocks();
  migrate(connection, NOON);
  expect(schemaVersion(connection)).toBe(SCHEMA_VERSION);
  connection.close();
});
