import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { List, Row } from "./row.ts";
import { explain } from "./store-error.ts";

export type Params = Record<string, SQLInputValue>;

/** How long a call waits for other processes' writes before it gives up, in ms. */
export const BUSY_MS = 30_000;

/**
 * One open database file. Statements are prepared at their first use and kept. Whatever the database refuses leaves
 * here in the words of the catalogue: `read` and `write` are the only ways in.
 */
export class Connection {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** The last insert into each table: its text is put together once, for most rows of a table name the same columns. */
  readonly #inserts = new Map<string, { columns: string[]; statement: StatementSync }>();

  /** Opens the file, unless the caller brings it open. @throws ErrandError when the file cannot be opened. */
  constructor(file: string, database = openDatabase(file)) {
    this.file = file;
    this.database = database;
  }

  /** Runs `work` on one snapshot of the database. */
  read<Result>(work: () => Result): Result {
    return this.#transact("begin", work);
  }

  /**
   * Runs `work` as the only writer, durable when this returns. It asks for the write lock at once: a reader that
   * becomes a writer half way is refused without the wait of `BUSY_MS`.
   */
  write<Result>(work: () => Result): Result {
    return this.#transact("begin immediate", work);
  }

  /** Runs what cannot stand in a transaction of ours. */
  alone<Result>(work: () => Result): Result {
    return explained(this.file, work);
  }

  all(sql: string, params: Params = {}): Row[] {
    return this.#statement(sql).all(params);
  }

  /** The rows without the names of their columns: many of them are read in two thirds of the time. */
  lists(sql: string, params: Params = {}): List[] {
    const statement = this.#statement(sql);
    statement.setReturnArrays(true);
    return statement.all(params) as unknown[] as List[];
  }

  first(sql: string, params: Params = {}): Row | undefined {
    return this.#statement(sql).get(params);
  }

  iterate(sql: string, params: Params = {}): Iterable<Row> {
    return this.#statement(sql).iterate(params);
  }

  /** Runs statements that have no parameters and no rows. */
  script(sql: string): void {
    this.database.exec(sql);
  }

  /** How many rows changed. */
  run(sql: string, params: Params = {}): number {
    return Number(this.#statement(sql).run(params).changes);
  }

  /** The same, bound by position: half of the time of a short statement is in looking up names. */
  bound(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  firstBound(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  /**
   * Inserts a row and returns its rowid. Bound by position and without `returning`, which takes half of the time:
   * a settlement inserts a thousand runs while a thousand others wait.
   */
  insert(table: string, row: Params): number {
    return Number(this.#insertInto(table, Object.keys(row)).run(...Object.values(row)).lastInsertRowid);
  }

  /**
   * Inserts rows that have `shared` in common and differ in `columns`, all in one statement; returns the rowid of the
   * last. To bind and begin a statement for each row takes longer than to write it. Or fail: whoever inserts many goes
   * on with none when one is refused, so SQLite need keep no copy of what it changes.
   */
  insertAlike(table: string, shared: Params, columns: readonly string[], rows: SQLInputValue[][]): number {
    const names = Object.keys(shared);
    const values = [...names.map(() => "?"), ...columns.map((_, at) => `value ->> ${at}`)].join(", ");
    const sql = `insert or fail into ${table} (${[...names, ...columns].join(", ")}) select ${values} from json_each(?)`;
    const result = this.#statement(sql).run(...Object.values(shared), JSON.stringify(rows));
    return Number(result.lastInsertRowid);
  }

  /**
   * Really closes. The last to leave brings the write-ahead log home, so that the one file is the whole ledger and
   * the next start reads no log. Measured, that is 0.4 ms of a start's 2 ms, and four of its six syncs, two of them
   * at the next start. To stay open saves nothing: Node closes every database at its own end.
   */
  close(): void {
    if (!this.database.isOpen) return;
    this.#statements.clear();
    this.#inserts.clear();
    explained(this.file, () => this.database.close());
  }

  /** Within somebody else's transaction, all of `work` or nothing: it is durable when that is committed. */
  nest<Result>(work: () => Result): Result {
    return explained(this.file, () => {
      this.run("savepoint errand");
      try {
        const result = work();
        this.run("release errand");
        return result;
      } catch (error) {
        // An error that ended the whole transaction took the savepoint along.
        if (this.database.isTransaction) this.script("rollback to errand; release errand");
        throw error;
      }
    });
  }

  #transact<Result>(begin: string, work: () => Result): Result {
    return explained(this.file, () => {
      this.run(begin);
      try {
        const result = work();
        this.run("commit");
        return result;
      } catch (error) {
        if (this.database.isTransaction) this.#rollback();
        throw error;
      }
    });
  }

  /** The first cause is what the caller must hear of; a rollback that fails as well adds nothing to it. */
  #rollback(): void {
    try {
      this.run("rollback");
    } catch {
      // The database is in no state to answer; closing the connection undoes what it began.
    }
  }

  #insertInto(table: string, columns: string[]): StatementSync {
    const known = this.#inserts.get(table);
    if (known?.columns.length === columns.length && known.columns.every((name, at) => name === columns[at]))
      return known.statement;
    const places = columns.map(() => "?").join(", ");
    const statement = this.#statement(`insert into ${table} (${columns.join(", ")}) values (${places})`);
    this.#inserts.set(table, { columns, statement });
    return statement;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    // An application may have opened its connection with other rules, and ours are read by these.
    statement.setReturnArrays(false);
    statement.setReadBigInts(false);
    statement.setAllowBareNamedParameters(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

export function openDatabase(file: string, busyMs = BUSY_MS): DatabaseSync {
  return explained(
    file,
    () => new DatabaseSync(file, { timeout: busyMs, enableForeignKeyConstraints: true }),
  );
}

function explained<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explain(error, file);
  }
}
