import { existsSync, realpathSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ErrandError } from "../../core/errors.ts";
import { isInTransaction, noDatabase, type ApplicationDatabase } from "../application-database.ts";
import type { Enqueued, NewJob } from "../queue-store.ts";
import type { NewMember } from "../workflow-store.ts";
import { Connection } from "./connection.ts";
import { enqueue } from "./enqueue.ts";
import { enqueueWorkflow } from "./enqueue-workflow.ts";
import { SCHEMA_VERSION } from "./migrate.ts";

/** Enqueues through a connection that an application opened and will close, in the transaction that it has open. */
export class BorrowedQueue {
  readonly #connection: Connection;

  /** @throws ErrandError usage when it is closed, or its file is another one than the ledger. */
  constructor(database: ApplicationDatabase, file: string) {
    if (!(database instanceof DatabaseSync)) throw noDatabase("this is none");
    isInTransaction(database);
    const location = database.location();
    if (location === null || !isSameFile(location, file)) throw elsewhere(location, file);
    this.#connection = new Connection(file, database);
  }

  get isInTransaction(): boolean {
    return isInTransaction(this.#connection.database);
  }

  /** @throws ErrandError usage when the file holds no ledger of this version yet. */
  checkVersion(): void {
    const found = this.#connection.first("pragma user_version")?.["user_version"];
    if (found === SCHEMA_VERSION) return;
    const message = `${this.#connection.file} has no ledger of this version yet, and none can be made while the application's transaction is open: make it once before`;
    throw new ErrandError("usage", message, { next: "errand status" });
  }

  /** Where no transaction is open, in one of its own. */
  enqueue(jobs: readonly NewJob[], by: { host: string; now: number }): Enqueued[] {
    return this.#write(() => enqueue(this.#connection, jobs, by));
  }

  enqueueWorkflow(members: readonly NewMember[], by: { host: string; now: number }): void {
    this.#write(() => enqueueWorkflow(this.#connection, members, by));
  }

  #write<Result>(work: () => Result): Result {
    return this.isInTransaction ? this.#connection.nest(work) : this.#connection.write(work);
  }
}

function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}

function elsewhere(location: string | null, file: string): ErrandError {
  const where = location === null ? "a database in memory" : location;
  const message = `within() was given ${where}, and the ledger is ${file}: one transaction needs one file, so the application's tables have to stand in the ledger's`;
  return new ErrandError("usage", message, { next: "errand doctor" });
}
