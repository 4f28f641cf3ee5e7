import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import { finished, NOON } from "../build.ts";

const RACER = join(import.meta.dirname, "racer.ts");

/** Root is refused nothing by modes, so root sends somebody else. */
const NOBODY = 65_534;
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Has a process without special rights start one run in `file`. */
function startAs(file: string) {
  const child = spawnSync(process.execPath, [RACER, file, String(NOON)], { ...user, encoding: "utf8" });
  return { code: child.status, said: child.stderr };
}

async function openFolder(): Promise<{ folder: string; file: string }> {
  const folder = mkdtempSync(join(tmpdir(), "errand-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "errand.db");
  const store = openStore({ file, now: NOON });
  await finished(store);
  store.close();
  return { folder, file };
}

describe("a process that may not write", () => {
  test("may, when it may: so the refusals below are about rights", async () => {
    const { folder, file } = await openFolder();
    chmodSync(file, 0o666);
    chmodSync(folder, 0o777);
    expect(startAs(file)).toEqual({ code: 0, said: "" });
  });

  test.each([
    ["the file", { folder: 0o777, file: 0o444 }, "cannot be used: this user may not read and write it"],
    [
      "the folder",
      { folder: 0o555, file: 0o666 },
      "cannot be written: this user may not write to its folder",
    ],
    [
      "anything, nor read the file",
      { folder: 0o755, file: 0o600 },
      "cannot be written: this user may not write to its folder",
    ],
    ["or enter the folder", { folder: 0o600, file: 0o600 }, ""],
  ])("%s starts nothing", async (_, modes, words) => {
    const { folder, file } = await openFolder();
    chmodSync(file, modes.file);
    chmodSync(folder, modes.folder);
    const { code, said } = startAs(file);
    expect(code).not.toBe(0);
    expect(said).toContain("store_unavailable");
    expect(said).toContain(`the ledger ${file} ${words}`);
    chmodSync(folder, 0o700);
    chmodSync(file, 0o600);
    const store = openStore({ file, now: NOON });
    expect(await store.countRuns({})).toMatchObject({ succeeded: 1, running: 0 });
    store.close();
  });
});
