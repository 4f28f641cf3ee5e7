import type { StoreFacts } from "../store.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row.ts";

/** Facts about the file. Only `deep` reads all of it, to find what is damaged. */
export function inspect(connection: Connection, deep: boolean): StoreFacts {
  return {
    engine: `sqlite ${text(first(connection, "select sqlite_version() as version"), "version")}`,
    location: connection.file,
    schemaVersion: number(first(connection, "pragma user_version"), "user_version"),
    bytes: countBytes(connection),
    runs: number(first(connection, "select count(*) as runs from runs"), "runs"),
    problems: deep ? findProblems(connection) : [],
  };
}

function countBytes(connection: Connection): number {
  const pages = number(first(connection, "pragma page_count"), "page_count");
  return pages * number(first(connection, "pragma page_size"), "page_size");
}

function findProblems(connection: Connection): string[] {
  const problems = connection.all("pragma integrity_check(20)").map((row) => text(row, "integrity_check"));
  return problems.filter((problem) => problem !== "ok");
}

function first(connection: Connection, sql: string) {
  return connection.first(sql) ?? {};
}
