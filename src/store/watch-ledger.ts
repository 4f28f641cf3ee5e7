import { watch } from "node:fs";

/**
 * Calls `onWrite` whenever a process of this host writes to the ledger in `file`, which must be open: a moment before
 * what it wrote is committed, and for its own process's writes too. Returns how to stop. Not every file system tells of
 * writes, and one that does not stays silent: nobody may rely on it before it was heard.
 */
export function watchLedger(file: string, onWrite: () => void): () => void {
  try {
    const watcher = watch(`${file}-wal`, { persistent: false }, onWrite);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
