import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { memberOf } from "../core/thrown.ts";

/**
 * An application's own connection to the file in which the ledger is: a `DatabaseSync` of node:sqlite. Told by its
 * members, so that a project needs no types of Node's to read ours.
 */
export interface ApplicationDatabase {
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  /** The file; null in memory. */
  location(): string | null;
  exec(sql: string): void;
  prepare(sql: string): object;
}

/**
 * Whether a transaction is open there, at the moment of the call. Plain JavaScript may give anything.
 * @throws ErrandError usage for what is no connection, and for one that is closed.
 */
export function isInTransaction(database: ApplicationDatabase): boolean {
  const isOpen = memberOf(database, "isOpen");
  if (typeof isOpen !== "boolean") throw noDatabase(`${quote(database)} is none`);
  if (!isOpen) throw noDatabase("this one is closed");
  return database.isTransaction;
}

export function noDatabase(found: string): ErrandError {
  const message = `within() takes an open connection of node:sqlite, new DatabaseSync(file), and ${found}`;
  return new ErrandError("usage", message, { next: "errand doctor" });
}
