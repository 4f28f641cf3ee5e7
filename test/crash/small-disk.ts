import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import type { CrashProject } from "./harness.ts";

/** Whether this user may give a test a disk of its own. */
export const CAN_MOUNT = canMount();

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = `/tmp/errand-mount-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const can = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).status === 0;
  if (can) spawnSync("umount", [folder]);
  spawnSync("rmdir", [folder]);
  return can;
}

/** Puts a project's ledger on a disk of such a size. */
export function mountDisk(at: CrashProject, size: string): void {
  const folder = at.path(".errand");
  mkdirSync(folder, { mode: 0o700 });
  const { status, stderr } = spawnSync("mount", [
    "-t",
    "tmpfs",
    "-o",
    `size=${size},mode=700`,
    "tmpfs",
    folder,
  ]);
  if (status !== 0) throw new Error(`mount: ${stderr.toString()}`);
  onTestFinished(() => void spawnSync("umount", ["-l", folder]));
}

/** Writes until there is no room for another byte. */
export function fill(file: string): void {
  for (const size of [4096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch {
      if (!existsSync(file)) throw new Error("nothing could be written at all");
    }
  }
}
