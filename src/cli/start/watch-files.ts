import { existsSync, watch } from "node:fs";
import type { Config } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";

/** Editors write a file in several steps; they are over after so long, in ms. */
const QUIET_MS = 300;

/** Calls `onChange` after the commands' folder or the config file changed and came to rest. Returns how to stop. */
export function watchFiles(
  { commands, file }: Pick<Config, "commands" | "file">,
  { clock, onChange }: { clock: Clock; onChange: () => void },
): () => void {
  const over = new AbortController();
  let changes = 0;
  const settle = async (): Promise<void> => {
    const mine = ++changes;
    await clock.sleep(QUIET_MS, { signal: over.signal });
    if (mine === changes && !over.signal.aborted) onChange();
  };
  for (const place of [commands, file]) {
    if (place === null || !existsSync(place)) continue;
    const watcher = watch(place, { recursive: place === commands, signal: over.signal }, () => void settle());
    // A folder that is taken away is no reason to end; what was registered of it stays.
    watcher.on("error", () => watcher.close());
  }
  return () => over.abort();
}
