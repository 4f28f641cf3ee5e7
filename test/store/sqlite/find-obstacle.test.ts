import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findObstacle } from "../../../src/store/sqlite/find-obstacle.ts";
import { scratchFolder } from "../scratch.ts";

/** A folder that is a disk of its own, or undefined where this user may not mount one. */
function smallDisk(options: string): string | undefined {
  const folder = scratchFolder();
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status !== 0) return undefined;
  onTestFinished(() => void spawnSync("umount", ["-l", folder]));
  return folder;
}

describe("what is in the way of a file", () => {
  it("is nothing where it can be written, and nothing that could be told where there is no folder", () => {
    expect(findObstacle(join(scratchFolder(), "errand.db"))).toBeUndefined();
    expect(findObstacle(join(scratchFolder(), "nowhere/errand.db"))).toBeUndefined();
  });

  it.for([
    { options: "size=64k", fill: 4096, obstacle: "full_disk" },
    { options: "size=4m,nr_inodes=2", fill: 1, obstacle: "no_inode" },
    { options: "size=4m,ro", fill: 0, obstacle: "read_only_disk" },
    { options: "size=4m", fill: 1, obstacle: undefined },
  ])("is $obstacle on a disk of $options", ({ options, fill, obstacle }, { skip }) => {
    const folder = smallDisk(options) ?? skip("it takes the right to mount a small disk");
    if (fill > 0) writeFileSync(join(folder, "ballast"), Buffer.alloc(fill));
    expect(findObstacle(join(folder, "errand.db"))).toBe(obstacle);
  });
});
