import { watch } from "chokidar";
import type { Config } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";

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
  const watcher = watch(file === null ? [commands] : [commands, file], { alwaysStat: true });
  let isStanding = false;
  watcher.once("ready", () => (isStanding = true));
  watcher.on("all", (_, _path, stats) => {
    if (isStanding || (stats && stats.ctimeMs >= readAt - TICK_MS)) void settle();
  });
  // No reason to end: what was registered stays, and SIGHUP is heard as ever.
  watcher.on("error", (error) => onFault(error instanceof Error ? error.message : String(error)));
  return () => {
    over.abort();
    void watcher.close();
  };
}
