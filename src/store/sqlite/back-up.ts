import { closeSync, openSync, rmSync } from "node:fs";
import { backup } from "node:sqlite";
import type { Connection } from "./connection.ts";
import { explain } from "./store-error.ts";

/** All pages in one step: the copy is of one moment, and writers can't make it begin again. */
const ALL_PAGES = 2 ** 31 - 1;

/** Copies the database beside the event loop. The copy is readable by its owner alone, as the original is. */
export async function backUp(connection: Connection, file: string): Promise<void> {
  createEmpty(file);
  try {
    await backup(connection.database, file, { rate: ALL_PAGES });
  } catch (error) {
    rmSync(file, { force: true });
    throw explain(error, file, "copy");
  }
}

function createEmpty(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    throw explain(error, file, "copy");
  }
}
