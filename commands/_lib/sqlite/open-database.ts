import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { CommandError } from "errand";

/** How long a statement waits for another process's lock. SQLite's own default is not at all. */
const BUSY_MS = 5_000;

/**
 * Opens a database that exists; a mistyped name must not make an empty one.
 * @throws CommandError when it does not, or is no SQLite database. `flag` is the one to name another with.
 */
export function openDatabase(
  file: string,
  { readOnly, flag }: { readOnly: boolean; flag: string },
): DatabaseSync {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new CommandError(
      `database "${file}" ${found ? "is not a file" : "does not exist"}; name one with ${flag} FILE`,
    );
  }
  try {
    const database = new DatabaseSync(file, { readOnly, timeout: BUSY_MS });
    // SQLite reads nothing before the first statement.
    database.prepare("select count(*) from sqlite_schema").get();
    return database;
  } catch (error) {
    throw explained(`database "${file}"`, error);
  }
}

/** The CommandError for an error of SQLite's or of the file system; any other error as it is. */
export function explained(what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error || "syscall" in error)) return error;
  return new CommandError(`${what}: ${error.message}`, { cause: error });
}
