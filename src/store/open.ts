import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Connection, openDatabase } from "./sqlite/connection.ts";
import { migrate } from "./sqlite/migrate.ts";
import { createSqliteStore } from "./sqlite/sqlite-store.ts";
import { explain } from "./sqlite/store-error.ts";
import type { Store } from "./store.ts";

export interface StoreOptions {
  /** Where the ledger is, or will be. Its folders are made with it. */
  file: string;
  /** Epoch ms, for the audit of a migration. */
  now: number;
  /** How long a call waits for others' writing before it gives up, in ms, and blocks its thread meanwhile. Default: 30 s. */
  busyMs?: number;
}

/**
 * Opens the ledger of a project; makes it when there is none, brings it up to date when it is older.
 * @throws ErrandError `store_unavailable`, `store_corrupt`, `store_newer`: each names the file and the next command.
 */
export function openStore({ file, now, busyMs }: StoreOptions): Store {
  if (!existsSync(file)) create(file);
  return open(file, now, busyMs);
}

/** A ledger that lives as long as its process: for tests of commands. */
export function openMemoryStore(now: number): Store {
  return open(":memory:", now);
}

/** For its owner only, before SQLite writes into it; SQLite gives the files beside it the same mode. */
function create(file: string): void {
  try {
    makeFolder(dirname(file));
    closeSync(openSync(file, "a", 0o600));
  } catch (error) {
    throw explain(error, file);
  }
}

/** Step by step: Node's own `recursive` never returns where a folder that is there takes no other, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process of ours was quicker.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Runs leave the write-ahead log behind, and the next one reads it: it is brought home at 200 pages (800 KB, some ten
 * runs), where SQLite itself would wait for 1,000.
 */
const PRAGMAS = "pragma synchronous = full; pragma wal_autocheckpoint = 200";

function open(file: string, now: number, busyMs?: number): Store {
  const connection = new Connection(file, openDatabase(file, busyMs));
  try {
    connection.alone(() => connection.script(PRAGMAS));
    migrate(connection, now);
    return createSqliteStore(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}
