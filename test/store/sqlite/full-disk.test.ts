import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { closing, finished, NOON, reread, started, startRequest } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

/** A disk of 2 MB. Only root may make one, and not in every container. */
function mountSmallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync("umount", ["-l", folder]);
}

const probe = join(import.meta.dirname, `.small-disk-${process.pid}`);
const canMount = mountSmallDisk(probe);
if (canMount) unmount(probe);
rmSync(probe, { recursive: true, force: true });

const why = canMount ? "" : " (left out: it takes the right to mount a small disk)";

describe.skipIf(!canMount)(`on a full disk${why}`, () => {
  function smallDisk(): { file: string; fill: () => void; free: () => void } {
    const folder = scratchFolder();
    mountSmallDisk(folder);
    onTestFinished(() => unmount(folder));
    const ballast = join(folder, "ballast");
    return {
      file: join(folder, "errand.db"),
      free: () => rmSync(ballast),
      fill() {
        for (let size = 4 << 20; size >= 512; size /= 2) append(ballast, size);
      },
    };
  }

  function append(file: string, size: number): void {
    try {
      writeFileSync(file, Buffer.alloc(size, 1), { flag: "a" });
    } catch {
      // As full as this size can make it.
    }
  }

  const refused = { code: "store_unavailable", exitCode: 78 };

  test("no run begins, nothing is half-written, and the ledger goes on when there is room again", async () => {
    const disk = smallDisk();
    const store = openStore({ file: disk.file, now: NOON });
    const before = await finished(store);
    disk.fill();
    const request = startRequest({ args: { text: "x".repeat(100_000) } });
    await expect(store.begin(request)).rejects.toMatchObject({
      ...refused,
      next: `df -h ${join(disk.file, "..")}`,
    });
    await expect(store.begin(request)).rejects.toThrow(/the ledger .*errand\.db cannot/);
    expect(await store.findRun(request.run.id)).toBeUndefined();
    expect(await reread(store, before)).toEqual(before);
    disk.free();
    expect((await store.begin(request)).kind).toBe("started");
    expect((await store.inspect(true)).problems).toEqual([]);
    store.close();
  });

  test("output that finds no room is refused, and the row can still be closed", async () => {
    const disk = smallDisk();
    const store = openStore({ file: disk.file, now: NOON });
    const run = await started(store);
    disk.fill();
    await expect(writeMegabyte(store, run.id)).rejects.toMatchObject(refused);
    disk.free();
    expect(await store.finish(closing(run))).toBe(true);
    expect(await store.readOutput({ runId: run.id, attempt: 1 }, 0, 1)).toEqual([]);
    store.close();
  });

  test("no ledger is made, and what there is of it does no harm later", async () => {
    const disk = smallDisk();
    disk.fill();
    expect(() => openStore({ file: disk.file, now: NOON })).toThrow(expect.objectContaining(refused));
    disk.free();
    const store = openStore({ file: disk.file, now: NOON });
    expect((await store.begin(startRequest())).kind).toBe("started");
    store.close();
  });

  test("a backup that finds no room is refused, and leaves no part of itself behind", async () => {
    const source = openStore({ file: join(scratchFolder(), "errand.db"), now: NOON });
    await finished(source, { args: { text: "x".repeat(4 << 20) } });
    const copy = smallDisk().file;
    await expect(source.backup(copy)).rejects.toMatchObject(refused);
    await expect(source.backup(copy)).rejects.toThrow(`the copy ${copy} cannot grow`);
    source.close();
  });

  function writeMegabyte(store: Store, runId: string): Promise<void> {
    const bytes = new Uint8Array(1 << 20);
    const chunks = [{ offset: 0, at: NOON, stream: "stdout", bytes } as const];
    return store.appendOutput({ runId, attempt: 1 }, { chunks, cut: null, totalBytes: bytes.length });
  }
});
