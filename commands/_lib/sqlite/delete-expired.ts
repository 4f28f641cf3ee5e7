import { setImmediate } from "node:timers/promises";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { CommandContext } from "errand";
import type { Expiry } from "./expiry.ts";
import type { SessionTable } from "./session-table.ts";

export function countExpired(
  database: DatabaseSync,
  { table }: SessionTable,
  { condition, cutoff }: Expiry,
): number {
  return Number(database.prepare(`select count(*) as n from ${table} where ${condition}`).get(cutoff)?.["n"]);
}

interface DeleteOptions extends Pick<CommandContext, "progress" | "signal"> {
  expiry: Expiry;
  /** Rows to delete in one transaction: others write in between. */
  batch: number;
  /** For progress. */
  total: number;
}

/**
 * Deletes in batches, each its own transaction, and returns how many rows. What was deleted when `signal` aborts stays
 * so. Expired rows are looked for without the write lock; one that was renewed before its turn to go is kept.
 */
export async function deleteExpired(
  database: DatabaseSync,
  sessions: SessionTable,
  { expiry, batch, total, progress, signal }: DeleteOptions,
): Promise<number> {
  let deleted = 0;
  for (const keys of expiredKeys(database, sessions, { expiry, batch })) {
    signal.throwIfAborted();
    deleted += deleteKeys(database, sessions, { expiry, keys });
    progress(deleted, Math.max(total, deleted), "sessions deleted");
    // Lets signals in: the statements themselves never yield.
    await setImmediate();
  }
  return deleted;
}

type Key = SQLInputValue[];

/** Walks the table once, in order of key, whatever the batch: no row is looked at again for the next one. */
function* expiredKeys(
  database: DatabaseSync,
  { table, key }: SessionTable,
  { expiry: { condition, cutoff }, batch }: Pick<DeleteOptions, "expiry" | "batch">,
): Generator<Key[]> {
  let last: Key | undefined;
  do {
    const behind = last ? `(${key.join(", ")}) > (${placeholders(last)}) and` : "";
    const select = database.prepare(
      `select ${key.join(", ")} from ${table} where ${behind} ${condition} order by ${key.join(", ")} limit ?`,
    );
    select.setReturnArrays(true);
    select.setReadBigInts(true);
    const keys = select.all(...(last ?? []), cutoff, batch) as unknown as Key[];
    if (keys.length > 0) yield keys;
    last = keys.length < batch ? undefined : keys.at(-1);
  } while (last);
}

function deleteKeys(
  database: DatabaseSync,
  { table, key }: SessionTable,
  { expiry: { condition, cutoff }, keys }: { expiry: Expiry; keys: Key[] },
): number {
  const statement = database.prepare(
    `delete from ${table} where (${key.join(", ")}) = (${placeholders(key)}) and ${condition}`,
  );
  database.exec("begin immediate");
  try {
    const deleted = keys.reduce((sum, values) => sum + Number(statement.run(...values, cutoff).changes), 0);
    database.exec("commit");
    return deleted;
  } catch (error) {
    // SQLite may have ended it already, when the disk is full.
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function placeholders(key: readonly unknown[]): string {
  return key.map(() => "?").join(", ");
}
