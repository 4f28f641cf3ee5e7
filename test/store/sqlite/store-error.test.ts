import { describe, expect, test } from "vitest";
import { ErrandError } from "../../../src/core/errors.ts";
import { explain } from "../../../src/store/sqlite/store-error.ts";

const FILE = "/srv/app/.errand/errand.db";
const sqlite = (errcode: number): Error =>
  Object.assign(new Error("what SQLite says"), { code: "ERR_SQLITE_ERROR", errcode });
const system = (code: string): Error => Object.assign(new Error(`${code}: what the system says`), { code });

describe("explain", () => {
  test.each([
    [
      "SQLITE_PERM",
      sqlite(3),
      "store_unavailable",
      "may not be used by this user",
      "ls -la /srv/app/.errand",
    ],
    ["SQLITE_BUSY", sqlite(5), "store_unavailable", "was kept locked by another process", "errand status"],
    ["SQLITE_BUSY_SNAPSHOT", sqlite(517), "store_unavailable", "was kept locked", "errand status"],
    ["SQLITE_LOCKED", sqlite(6), "store_unavailable", "was kept locked", "errand status"],
    [
      "SQLITE_READONLY",
      sqlite(8),
      "store_unavailable",
      "or its folder is read-only",
      "ls -la /srv/app/.errand",
    ],
    [
      "SQLITE_READONLY_DIRECTORY",
      sqlite(1544),
      "store_unavailable",
      "or its folder is read-only",
      "ls -la /srv/app/.errand",
    ],
    [
      "SQLITE_IOERR_FSYNC",
      sqlite(1034),
      "store_unavailable",
      "cannot be read or written",
      "df -h /srv/app/.errand",
    ],
    ["SQLITE_CORRUPT", sqlite(11), "store_corrupt", "is damaged", `mv ${FILE} ${FILE}.damaged`],
    ["SQLITE_FULL", sqlite(13), "store_unavailable", "the disk is full", "df -h /srv/app/.errand"],
    ["SQLITE_CANTOPEN", sqlite(14), "store_unavailable", "cannot be opened", "ls -la /srv/app/.errand"],
    ["SQLITE_PROTOCOL", sqlite(15), "store_unavailable", "was kept locked", "errand status"],
    ["SQLITE_NOTADB", sqlite(26), "store_corrupt", "is no ledger", "errand status --database FILE"],
    [
      "EACCES",
      system("EACCES"),
      "store_unavailable",
      "may not be used by this user",
      "ls -la /srv/app/.errand",
    ],
    [
      "EROFS",
      system("EROFS"),
      "store_unavailable",
      "its disk is mounted read-only",
      "df -h /srv/app/.errand",
    ],
    ["ENOSPC", system("ENOSPC"), "store_unavailable", "the disk is full", "df -h /srv/app/.errand"],
  ])("says of %s in one line what is wrong, and what to type next", (_, error, code, words, next) => {
    const explained = explain(error, FILE);
    expect(explained).toBeInstanceOf(ErrandError);
    expect(explained).toMatchObject({ code, next, exitCode: 78, cause: error });
    expect(String(explained)).toContain(`the ledger ${FILE}`);
    expect(String(explained)).toContain(words);
    expect(String(explained)).toContain(error.message);
  });

  test.each([
    ["a constraint, which only our own mistake can break", sqlite(275)],
    ["an error in our SQL", sqlite(1)],
    ["an error that is no error of a database", new TypeError("x is not a function")],
    ["an error that is explained already", new ErrandError("store_newer", "newer")],
    ["what is no error at all", "text"],
  ])("leaves %s as it is", (_, error) => {
    expect(explain(error, FILE)).toBe(error);
  });
});
