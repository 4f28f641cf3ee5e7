import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import command from "../../commands/backup-database.ts";
import { run, temporaryFolder, type RunOptions } from "./context.ts";

beforeEach(() => {
  // The command reads the date, and only that; SQLite and the file system go on in real time.
  vi.useFakeTimers({ now: new Date("2026-03-01T08:00:00Z"), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
});

class Shop {
  readonly folder = temporaryFolder();
  readonly file = join(this.folder, "shop.db");
  readonly to = join(this.folder, "backups");
  readonly database = new DatabaseSync(this.file, { timeout: 1_000 });

  constructor({ rows = 10, mode = "wal" }: { rows?: number; mode?: string } = {}) {
    onTestFinished(() => this.database.close());
    this.database.exec(
      `pragma journal_mode = ${mode}; create table orders (id integer primary key, note text); begin`,
    );
    for (let at = 0; at < rows; at++) this.order();
    this.database.exec("commit");
  }

  order(): void {
    this.database.prepare("insert into orders (note) values (?)").run("x".repeat(500));
  }

  backUp(input: Record<string, unknown> = {}, options: RunOptions = {}) {
    return run(command, { database: this.file, to: this.to, ...input }, options);
  }

  backups(): string[] {
    return existsSync(this.to) ? readdirSync(this.to).sort() : [];
  }

  put(...names: string[]): void {
    mkdirSync(this.to, { recursive: true });
    for (const name of names) writeFileSync(join(this.to, name), "old");
  }
}

function ordersIn(file: string): unknown {
  using copy = new DatabaseSync(file, { readOnly: true });
  return copy.prepare("select count(*) as n from orders").get()?.["n"];
}

describe("backup-database", () => {
  test("copies a database that is open, what its log holds included, into one private file", async () => {
    const shop = new Shop();
    const { result, output, progressed } = await shop.backUp();
    const file = join(shop.to, "shop-20260301T080000Z.db");
    expect(result).toEqual({ file, bytes: statSync(file).size, deleted: [] });
    expect(output).toBe(`${file} (${statSync(file).size} bytes, checked)\n`);
    expect(ordersIn(file)).toBe(10);
    expect(shop.backups()).toEqual(["shop-20260301T080000Z.db"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(shop.to).mode & 0o777).toBe(0o700);
    const [done, total] = progressed.at(-1) ?? [];
    expect(done).toBe(total);
  });

  test("is the state of one moment, and ends, however much others write meanwhile", async () => {
    const shop = new Shop({ rows: 30_000 });
    const { result } = await shop.backUp({}, { onProgress: () => shop.order() });
    expect(ordersIn((result as { file: string }).file)).toBe(30_000);
    expect(shop.database.prepare("select count(*) as n from orders").get()?.["n"]).toBeGreaterThan(30_000);
  });

  test("does not hinder those who write to a database without WAL", async () => {
    const shop = new Shop({ rows: 20_000, mode: "delete" });
    let wrote = 0;
    const onProgress = (): void => {
      if (wrote++ < 2) shop.order();
    };
    const { result } = await shop.backUp({}, { onProgress });
    expect(ordersIn((result as { file: string }).file)).toBe(20_002);
  });

  test("keeps as many as it is told, and touches no other file", async () => {
    const shop = new Shop();
    const others = ["shop.db", "shop-2-20200101T000000Z.db", "cart-20200101T000000Z.db", "notes.txt"];
    shop.put("shop-20260101T000000Z.db", "shop-20260102T000000Z.db", "shop-20260103T000000Z.db", ...others);
    const { result, logged } = await shop.backUp({ keep: 2 });
    expect(result).toMatchObject({ deleted: ["shop-20260102T000000Z.db", "shop-20260101T000000Z.db"] });
    expect(shop.backups()).toEqual(
      [...others, "shop-20260103T000000Z.db", "shop-20260301T080000Z.db"].sort(),
    );
    expect(logged).toContain(`info deleted ${join(shop.to, "shop-20260101T000000Z.db")}`);
  });

  test("a dry run says what it would write and delete", async () => {
    const shop = new Shop();
    shop.put("shop-20260101T000000Z.db");
    const { result, output } = await shop.backUp({ keep: 1, dryRun: true });
    expect(result).toEqual({ bytes: statSync(shop.file).size, wouldDelete: ["shop-20260101T000000Z.db"] });
    expect(output).toBe(
      `would write ${join(shop.to, "shop-20260301T080000Z.db")}\nwould delete ${join(shop.to, "shop-20260101T000000Z.db")}\n`,
    );
    expect(shop.backups()).toEqual(["shop-20260101T000000Z.db"]);
  });

  test("a dry run makes no folder", async () => {
    const shop = new Shop();
    await shop.backUp({ dryRun: true });
    expect(existsSync(shop.to)).toBe(false);
  });

  test("leaves nothing behind, and deletes no old backup, when it is aborted", async () => {
    const shop = new Shop({ rows: 30_000 });
    shop.put("shop-20260101T000000Z.db");
    const controller = new AbortController();
    let steps = 0;
    const onProgress = (): void => {
      steps += 1;
      controller.abort(new Error("enough"));
    };
    const backingUp = shop.backUp({ keep: 1 }, { signal: controller.signal, onProgress });
    await expect(backingUp).rejects.toThrow("enough");
    expect(steps).toBe(1);
    expect(shop.backups()).toEqual(["shop-20260101T000000Z.db"]);
    shop.order();
  });

  test("a copy that fails its check is no backup", async () => {
    const shop = new Shop({ rows: 2_000, mode: "delete" });
    shop.database.exec("create index notes on orders (note)");
    shop.database.close();
    const bytes = readFileSync(shop.file);
    bytes.fill(0x78, 4096 * 20 + 100, 4096 * 40);
    writeFileSync(shop.file, bytes);
    shop.put("shop-20260101T000000Z.db");
    const failing = shop.backUp({ keep: 1 });
    await expect(failing).rejects.toThrow(
      expect.objectContaining({ name: "CommandError", message: expect.stringContaining("integrity check") }),
    );
    expect(shop.backups()).toEqual(["shop-20260101T000000Z.db"]);
    Object.defineProperty(shop, "database", { value: { close: () => undefined } });
  });

  test("clears away what a killed run left", async () => {
    const shop = new Shop();
    shop.put(
      ".shop-20260228T080000Z.db.partial",
      ".shop-20260228T080000Z.db.partial-wal",
      ".cart-20260228T080000Z.db.partial",
    );
    await shop.backUp();
    expect(shop.backups()).toEqual([".cart-20260228T080000Z.db.partial", "shop-20260301T080000Z.db"]);
  });

  test("refuses to replace the backup of the same second", async () => {
    const shop = new Shop();
    await shop.backUp();
    await expect(shop.backUp()).rejects.toThrow(
      "shop-20260301T080000Z.db was made this very second; try again in the next",
    );
  });

  test("keeps two databases of one name apart by --name", async () => {
    const shop = new Shop();
    shop.put("shop-20260101T000000Z.db");
    await shop.backUp({ name: "other.shop", keep: 1 });
    expect(shop.backups()).toEqual(["other.shop-20260301T080000Z.db", "shop-20260101T000000Z.db"]);
  });

  test.each(["../x", "", ".x", "a/b"])("refuses %j for a name", async (name) => {
    await expect(new Shop().backUp({ name })).rejects.toThrow("must be letters, digits, - _ and .");
  });

  test("says which database it does not find, and makes none", async () => {
    const database = join(temporaryFolder(), "gone.db");
    const to = join(temporaryFolder(), "backups");
    await expect(run(command, { database, to })).rejects.toThrow(
      `database "${database}" does not exist; name one with --database FILE`,
    );
    expect([existsSync(database), existsSync(to)]).toEqual([false, false]);
  });

  test("one line says why the folder cannot be written", async () => {
    const shop = new Shop();
    writeFileSync(shop.to, "a file");
    await expect(shop.backUp()).rejects.toThrow(expect.objectContaining({ name: "CommandError" }));
  });
});
