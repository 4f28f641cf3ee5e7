import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { CommandError, type CommandContext } from "errand";

/** Pages copied before others, and `signal`, get their turn: 4 MiB at SQLite's usual page size. */
const PAGES_AT_ONCE = 1_024;

interface CopyOptions extends Pick<CommandContext, "progress" | "signal"> {
  /** Where the copy grows. Removed when it does not succeed. */
  partial: string;
  to: string;
}

/**
 * Copies a database that others may be writing to. The copy is checked, durable and a single file, readable by its
 * owner only, before it gets its name.
 * @throws CommandError when the copy fails SQLite's integrity check; the signal's reason when it aborts.
 */
export async function copyDatabase(
  source: DatabaseSync,
  { partial, to, progress, signal }: CopyOptions,
): Promise<void> {
  try {
    await createPrivate(partial);
    await copyPages(source, { partial, progress, signal });
    signal.throwIfAborted();
    finishCopy(partial);
    await sync(partial);
    await rename(partial, to);
    await sync(dirname(to));
  } catch (error) {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(`${partial}${suffix}`, { force: true });
    throw error;
  }
}

/** SQLite takes an empty file for an empty database, and would make one that all may read. */
async function createPrivate(path: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.sync();
}

async function copyPages(
  source: DatabaseSync,
  { partial, progress, signal }: Omit<CopyOptions, "to">,
): Promise<void> {
  // A write by anyone else starts the copy over, so a busy database is never done. In WAL mode a read transaction holds
  // the pages still without hindering writers; in the other modes it would, and starting over is the lesser evil.
  const snapshot = source.prepare("pragma journal_mode").get()?.["journal_mode"] === "wal";
  if (snapshot) source.exec("begin; select 1 from sqlite_schema");
  try {
    await backup(source, partial, {
      rate: PAGES_AT_ONCE,
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted();
        progress(totalPages - remainingPages, totalPages, "pages copied");
      },
    });
  } finally {
    if (snapshot) source.exec("rollback");
  }
}

function finishCopy(path: string): void {
  using copy = new DatabaseSync(path);
  // The copy of a WAL database says it is one too; a backup should be whole without files beside it.
  copy.exec("pragma journal_mode = delete");
  const faults = copy
    .prepare("pragma integrity_check(3)")
    .all()
    .map((row) => String(row["integrity_check"]));
  if (faults.join() === "ok") return;
  throw new CommandError(
    `the backup fails SQLite's integrity check, and so may the database: ${faults.join("; ")}`,
  );
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.sync();
}
