import type { DatabaseSync } from "node:sqlite";
import { CommandError } from "errand";

/** A table and the column that says when a row expires; all names quoted, ready for SQL. */
export interface SessionTable {
  table: string;
  column: string;
  /** The columns that tell one row from another: the row id, or the primary key of a table without one. */
  key: string[];
}

/**
 * Finds the table and the column, by SQLite's rule that the case of ASCII letters does not matter. The names go into SQL
 * only as the schema itself spells them.
 * @throws CommandError naming those that exist.
 */
export function findSessionTable(
  database: DatabaseSync,
  { table: wanted, column }: { table: string; column: string },
): SessionTable {
  const table = findTable(database, wanted);
  const columns = database
    .prepare("select name, pk from pragma_table_info(?) order by pk")
    .all(table.name)
    .map(({ name, pk }) => ({ name: String(name), pk: Number(pk) }));
  const names = columns.map(({ name }) => name);
  const keys = table.rowid
    ? [rowidName(names)]
    : columns.filter(({ pk }) => pk > 0).map(({ name }) => quote(name));
  return {
    table: quote(table.name),
    column: quote(
      pick(names, column, { flag: "--column", what: "column", where: ` in table "${table.name}"` }),
    ),
    key: keys,
  };
}

function findTable(database: DatabaseSync, wanted: string): { name: string; rowid: boolean } {
  const rows = database
    .prepare(
      "select name, wr from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'",
    )
    .all();
  const tables = new Map(rows.map(({ name, wr }) => [String(name), Number(wr) === 0]));
  const name = pick([...tables.keys()], wanted, { flag: "--table", what: "table", where: "" });
  return { name, rowid: tables.get(name) === true };
}

function pick(
  names: string[],
  wanted: string,
  { flag, what, where }: { flag: string; what: string; where: string },
): string {
  const found = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const others = names.length > 0 ? `there are ${names.toSorted().join(", ")}` : "there are none";
  throw new CommandError(`no ${what} "${wanted}"${where}; ${others}: name one with ${flag}`);
}

/** A column of the user's may bear one of the names that mean the row id. */
function rowidName(columns: string[]): string {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  const free = ["_rowid_", "rowid", "oid"].find((name) => !taken.has(name));
  if (free === undefined)
    throw new CommandError("a table whose columns are called rowid, _rowid_ and oid is not supported");
  return free;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
