import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Shell } from "./shell.ts";

/**
 * Keeps `.errand/` out of git by a file of its own, whichever call made the folder: a read makes it too, where nobody
 * called `errand init`. The project's own files are left alone.
 */
export async function hideFolder(shell: Shell): Promise<void> {
  if (!shell.hasConfig) return;
  try {
    const folder = join((await shell.config()).root, ".errand");
    const file = join(folder, ".gitignore");
    if (!existsSync(file) && existsSync(folder)) writeFileSync(file, "*\n", { flag: "wx" });
  } catch {
    // A project that cannot be written to keeps what it has.
  }
}
