import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { ErrandError } from "../../src/core/errors.ts";
import { SCHEMA_VERSION } from "../../src/store/sqlite/migrate.ts";
import { openMemoryStore, openStore } from "../../src/store/open.ts";
import { finished, NOON, reread, started, startRequest } from "./build.ts";
import { scratchFolder } from "./scratch.ts";

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** The error that `act` throws, which must be one of the catalogue and one line that names the file. */
function refusal(act: () => unknown, file: string): ErrandError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ErrandError)) throw error;
    expect(error.message).toContain(file);
    expect(error.message).not.toContain("\n");
    expect(error.exitCode).toBe(78);
    return error;
  }
  throw new Error("nothing was refused");
}

/** A closed ledger with one finished run in it. */
async function ledger(folder: string): Promise<string> {
  const file = join(folder, ".errand", "errand.db");
  const store = openStore({ file, now: NOON });
  await finished(store);
  store.close();
  return file;
}

/** Fills pages, numbered from 1, with a byte that means nothing. */
function overwritePages(file: string, { from, count = Infinity }: { from: number; count?: number }): void {
  const bytes = readFileSync(file);
  const start = (from - 1) * PAGE;
  writeFileSync(file, bytes.fill(0xa5, start, Math.min(bytes.length, start + count * PAGE)));
}

const PAGE = 4_096;

function rootPage(file: string, table: string): number {
  const database = new DatabaseSync(file);
  const row = database.prepare("select rootpage from sqlite_schema where name = ?").get(table);
  database.close();
  return Number(row?.["rootpage"]);
}

describe("a new ledger", () => {
  test("makes its folders and its file for its owner alone, and the files beside it too", async () => {
    const file = join(scratchFolder(), "deep", ".errand", "errand.db");
    const store = openStore({ file, now: NOON });
    await started(store);
    expect([mode(dirname(dirname(file))), mode(dirname(file))]).toEqual(["700", "700"]);
    expect([file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual(["600", "600", "600"]);
    store.close();
  });

  test("leaves the modes of what is there already", () => {
    const folder = scratchFolder();
    chmodSync(folder, 0o755);
    const file = join(folder, "errand.db");
    writeFileSync(file, "", { mode: 0o640 });
    chmodSync(file, 0o640);
    openStore({ file, now: NOON }).close();
    expect([mode(folder), mode(file)]).toEqual(["755", "640"]);
  });

  test("is one file when nobody has it open, and holds what was written", async () => {
    const file = await ledger(scratchFolder());
    expect([`${file}-wal`, `${file}-shm`].map((path) => existsSync(path))).toEqual([false, false]);
    const store = openStore({ file, now: NOON });
    expect((await store.listRuns({}, { limit: 10 })).runs).toHaveLength(1);
    store.close();
  });

  test("writes ahead, so that readers never wait for a writer", async () => {
    const file = await ledger(scratchFolder());
    const database = new DatabaseSync(file);
    expect(database.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
  });

  test("says in its audit when its tables were made", async () => {
    const file = await ledger(scratchFolder());
    const database = new DatabaseSync(file);
    expect(database.prepare("select at, actor, action, target from audit").all()).toEqual(
      Array.from({ length: SCHEMA_VERSION }, (_, index) => ({
        at: NOON,
        actor: "errand",
        action: "migrate",
        target: `schema ${index + 1}`,
      })),
    );
    database.close();
  });

  test("in memory leaves nothing behind", async () => {
    const store = openMemoryStore(NOON);
    await finished(store);
    expect((await store.inspect(true)).location).toBe(":memory:");
    store.close();
  });
});

describe("an existing ledger", () => {
  test("is not migrated again", async () => {
    const file = await ledger(scratchFolder());
    openStore({ file, now: NOON + 1 }).close();
    const database = new DatabaseSync(file);
    expect(database.prepare("select count(*) as lines from audit").get()).toEqual({ lines: SCHEMA_VERSION });
    database.close();
  });

  test("survives a process that died in the middle: its log is read back", async () => {
    const folder = scratchFolder();
    const file = join(folder, "errand.db");
    const store = openStore({ file, now: NOON });
    const run = await started(store);
    const copy = join(folder, "copy.db");
    for (const end of ["", "-wal"]) cpSync(`${file}${end}`, `${copy}${end}`);
    store.close();
    const revived = openStore({ file: copy, now: NOON });
    expect(await reread(revived, run)).toEqual(run);
    revived.close();
  });

  test("is written ahead again after it was put back from a copy of another journal mode", async () => {
    const file = await ledger(scratchFolder());
    const database = new DatabaseSync(file);
    database.exec("pragma journal_mode = delete");
    database.close();
    const store = openStore({ file, now: NOON });
    await started(store);
    expect(existsSync(`${file}-wal`)).toBe(true);
    store.close();
  });

  test("is used through a symbolic link", async () => {
    const folder = scratchFolder();
    const file = await ledger(folder);
    const link = join(folder, "link.db");
    symlinkSync(file, link);
    const store = openStore({ file: link, now: NOON });
    expect((await store.listRuns({}, { limit: 10 })).runs).toHaveLength(1);
    store.close();
  });
});

describe("a file that cannot be the ledger", () => {
  test("of a newer schema is refused, and left as it is", async () => {
    const file = await ledger(scratchFolder());
    const database = new DatabaseSync(file);
    database.exec("pragma user_version = 99");
    database.close();
    const before = readFileSync(file);
    const error = refusal(() => openStore({ file, now: NOON }), file);
    expect(error).toMatchObject({ code: "store_newer", next: "npm install errand@latest" });
    expect(error.message).toContain("99");
    expect(readFileSync(file)).toEqual(before);
  });

  test.each([
    ["text", "this is no database. ".repeat(100)],
    ["a few bytes", "hi"],
  ])("of %s is refused, and left as it is", (_, content) => {
    const file = join(scratchFolder(), "errand.db");
    writeFileSync(file, content);
    const error = refusal(() => openStore({ file, now: NOON }), file);
    expect(error).toMatchObject({ code: "store_corrupt", next: "errand status --database FILE" });
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  test.each([
    ["without a number", "create table users (id)"],
    ["with a schema number of its own", "create table users (id); pragma user_version = 1"],
    ["with a high schema number of its own", "create table users (id); pragma user_version = 99"],
    ["with a mark of its own", "pragma application_id = 7"],
  ])("but another program's database %s is refused, and left as it is", (_, sql) => {
    const file = join(scratchFolder(), "app.db");
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    const before = readFileSync(file);
    const error = refusal(() => openStore({ file, now: NOON }), file);
    expect(error).toMatchObject({ code: "store_corrupt", next: "errand status --database FILE" });
    expect(readFileSync(file)).toEqual(before);
  });

  test("whose tables cannot be made out is refused as damaged", async () => {
    const file = await ledger(scratchFolder());
    overwritePages(file, { from: 2 });
    const error = refusal(() => openStore({ file, now: NOON }), file);
    expect(error).toMatchObject({ code: "store_corrupt", next: `mv ${file} ${file}.damaged` });
  });

  test("with one damaged page says so as soon as a verb meets it", async () => {
    const file = await ledger(scratchFolder());
    overwritePages(file, { from: rootPage(file, "runs"), count: 1 });
    const store = openStore({ file, now: NOON });
    await expect(store.begin(startRequest())).rejects.toMatchObject({ code: "store_corrupt" });
    await expect(store.listRuns({}, { limit: 1 })).rejects.toMatchObject({ code: "store_corrupt" });
    await expect(store.inspect(true)).rejects.toMatchObject({ code: "store_corrupt" });
    store.close();
  });

  test("with rows that cannot be has problems, which a deep look finds", async () => {
    const file = await ledger(scratchFolder());
    const database = new DatabaseSync(file);
    database.exec("pragma ignore_check_constraints = on; update runs set dry_run = 2");
    database.close();
    const store = openStore({ file, now: NOON });
    expect((await store.inspect(true)).problems).toEqual(["CHECK constraint failed in runs"]);
    store.close();
  });

  test("that is a folder is refused", () => {
    const file = scratchFolder();
    const error = refusal(() => openStore({ file, now: NOON }), file);
    expect(error).toMatchObject({ code: "store_unavailable", next: `ls -la ${dirname(file)}` });
  });

  test("whose folder is a file is refused", () => {
    const blocked = join(scratchFolder(), "file");
    writeFileSync(blocked, "");
    const file = join(blocked, "errand.db");
    expect(refusal(() => openStore({ file, now: NOON }), file)).toMatchObject({ code: "store_unavailable" });
  });

  test("quotes a path that a shell would take apart", async () => {
    const folder = join(scratchFolder(), "it's here");
    mkdirSync(folder);
    const file = join(folder, "errand.db");
    renameSync(await ledger(folder), file);
    overwritePages(file, { from: 2 });
    const { next } = refusal(() => openStore({ file, now: NOON }), file);
    const words = spawnSync("sh", ["-c", `printf '%s\\n' ${next?.replace(/^mv /, "") ?? ""}`], {
      encoding: "utf8",
    });
    expect(words.stdout).toBe(`${file}\n${file}.damaged\n`);
  });
});

describe("where no folder can be made", () => {
  test.skipIf(!existsSync("/proc/self"))("a ledger is refused, and does not wait for ever", () => {
    const file = "/proc/errand/deep/errand.db";
    expect(refusal(() => openStore({ file, now: NOON }), file).code).toBe("store_unavailable");
  });
});
