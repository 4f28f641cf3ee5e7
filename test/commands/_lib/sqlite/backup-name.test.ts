import { fc } from "../../../properties.ts";
import { expect, test } from "vitest";
import { BackupName } from "../../../../commands/_lib/sqlite/backup-name.ts";

const AT = new Date("2026-03-01T08:09:10.123Z");

test.each([
  [".errand/errand.db", undefined, "errand-20260301T080910Z.db"],
  ["/srv/app.sqlite3", undefined, "app-20260301T080910Z.sqlite3"],
  ["data", undefined, "data-20260301T080910Z.db"],
  ["app.db", "shop", "shop-20260301T080910Z.db"],
])("a backup of %s (named %s) is %s", (database, stem, name) => {
  expect(new BackupName(database, stem).at(AT)).toBe(name);
});

test("the backups of a database are its own and no other's, newest first", () => {
  const own = ["app-20260101T000000Z.db", "app-20260301T080910Z.db"];
  const others = [
    "app.db",
    "app-2-20260101T000000Z.db",
    "myapp-20260101T000000Z.db",
    "app-20260101T000000Z.db.gz",
    "app-20260101T000000Z.sqlite",
    "app-20260101T0000Z.db",
    "app-20260101T000000Zxdb",
    ".app-20260101T000000Z.db.partial",
  ];
  expect(new BackupName("app.db").backupsIn([...others, ...own])).toEqual(own.toReversed());
});

test("what a killed run left is known by its name", () => {
  const names = new BackupName("app.db");
  const left = names.partial(names.at(AT));
  const files = [
    left,
    `${left}-wal`,
    `${left}-shm`,
    `${left}-journal`,
    ".x.db.partial",
    "app-20260301T080910Z.db",
  ];
  expect(names.leftoversIn(files)).toEqual(files.slice(0, 4));
});

test("every backup is known for one, and in order of time", () => {
  const range = { min: new Date("1971-01-01"), max: new Date("2200-01-01"), noInvalidDate: true };
  const second = fc.date(range).map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
  fc.assert(
    fc.property(fc.stringMatching(/^[\w.+()-]{1,12}$/), fc.array(second, { maxLength: 5 }), (name, dates) => {
      const names = new BackupName(`${name}.db`);
      const newestFirst = dates.toSorted((a, b) => b.getTime() - a.getTime()).map((date) => names.at(date));
      expect(names.backupsIn(dates.map((date) => names.at(date)))).toEqual(newestFirst);
    }),
  );
});
