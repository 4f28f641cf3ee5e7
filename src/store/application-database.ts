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
