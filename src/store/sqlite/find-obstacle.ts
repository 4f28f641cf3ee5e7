import { accessSync, constants, statfsSync } from "node:fs";
import { dirname } from "node:path";

/** What keeps a file from being written. */
export type Obstacle = "read_only_disk" | "closed_folder" | "closed_file" | "full_disk" | "no_inode";

/** SQLite makes its shared index in steps of 32 KiB; a disk with less than two of them is full to it. */
const NEEDED_BYTES = 64 << 10;

/**
 * Looks at the file, its folder and its disk for what SQLite leaves unsaid: it knows only that something could not
 * be opened or written. Undefined when nothing is in the way, or when it cannot be told.
 */
export function findObstacle(file: string): Obstacle | undefined {
  const folder = dirname(file);
  const refusals = [refusalOf(folder), refusalOf(file)];
  if (refusals.includes("EROFS")) return "read_only_disk";
  if (refusals[0] === "EACCES") return "closed_folder";
  if (refusals[1] === "EACCES") return "closed_file";
  return findShortage(folder);
}

function refusalOf(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : undefined;
  }
}

function findShortage(folder: string): Obstacle | undefined {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    if (bavail * bsize < NEEDED_BYTES) return "full_disk";
    // Disks that make their inodes as they go tell of none at all.
    return files > 0 && ffree === 0 ? "no_inode" : undefined;
  } catch {
    return undefined;
  }
}
