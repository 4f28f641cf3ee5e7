import { stat } from "node:fs/promises";
import { join } from "node:path";
import { watch, type FSWatcher } from "chokidar";
import type { Config } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/thrown.ts";

/** Editors write a file in several steps; they are over after so long, in ms. */
const QUIET_MS = 300;
/** The times of files go by a clock that may be a tick of the kernel behind, in ms. */
const TICK_MS = 10;

interface WatchHouse {
  clock: Clock;
  readAt: number;
  onChange: () => void;
  onFault: (why: string) => void;
}

/**
 * Calls `onChange` after the commands' folder or the config file changed and came to rest, however they were written: in
 * place, or as a new file under the old name. What changed since `readAt` (epoch ms) and before the watch stood counts,
 * too. `onFault` hears what cannot be watched. Returns how to stop.
 */
export function watchFiles(
  { commands, file }: Pick<Config, "commands" | "file">,
  { clock, readAt, onChange, onFault }: WatchHouse,
): () => void {
  const over = new AbortController();
  let changes = 0;
  const settle = async (): Promise<void> => {
    const mine = ++changes;
    await clock.sleep(QUIET_MS, { signal: over.signal });
    if (mine === changes && !over.signal.aborted) onChange();
  };
  const watcher = watch(file === null ? [commands] : [commands, file]);
  let isStanding = false;
  const catchUp = async (): Promise<void> => {
    if (await hasChanged(watcher, { commands, since: readAt - TICK_MS })) await settle();
  };
  watcher.once("ready", () => {
    isStanding = true;
    void catchUp();
  });
  watcher.on("all", () => {
    if (isStanding) void settle();
  });
  // No reason to end: what was registered stays, and SIGHUP is heard as ever.
  watcher.on("error", (error) => onFault(messageOf(error)));
  return () => {
    over.abort();
    void watcher.close();
  };
}

/**
 * Whether one of the files that are watched now, or of the folders that they stand in, was written since then. Each file
 * is looked at before it is watched: what is written between the two makes no event.
 */
async function hasChanged(
  watcher: FSWatcher,
  { commands, since }: { commands: string; since: number },
): Promise<boolean> {
  const watched = Object.entries(watcher.getWatched());
  const folders = watched.map(([folder]) => folder).filter((folder) => folder.startsWith(commands));
  const files = watched.flatMap(([folder, names]) => names.map((name) => join(folder, name)));
  const times = await Promise.all([...folders, ...files].map(changeTime));
  return times.some((time) => time >= since);
}

/** Epoch ms; what is gone by now has changed, too. */
async function changeTime(path: string): Promise<number> {
  try {
    return (await stat(path)).ctimeMs;
  } catch {
    return Infinity;
  }
}
