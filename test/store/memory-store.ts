import { Connection } from "../../src/store/sqlite/connection.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { createSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { NOON } from "./build.ts";

let made: Uint8Array | undefined;

/** An empty ledger in memory. Making one takes SQLite longer than most that a test does to it; a copy does not. */
export function memoryStore(): Store {
  const connection = new Connection(":memory:");
  connection.database.deserialize((made ??= makeLedger()));
  return createSqliteStore(connection);
}

function makeLedger(): Uint8Array {
  const connection = new Connection(":memory:");
  migrate(connection, NOON);
  const bytes = connection.database.serialize();
  connection.close();
  return bytes;
}
