import type { Connection } from "./connection.ts";
import { number } from "./row.ts";

/** SQLite counts for each connection the commits of all others. Outside of a transaction, or the count stands still. */
export function version(connection: Connection): number {
  return connection.alone(() => number(connection.first("pragma data_version") ?? {}, "data_version"));
}
