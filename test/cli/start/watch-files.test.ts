import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { watchFiles } from "../../../src/cli/start/watch-files.ts";
import { systemClock } from "../../../src/system-clock.ts";

interface Watched {
  commands: string;
  changes: PromiseWithResolvers<void>;
  start: () => void;
}

/** A folder of commands that was there for a while. */
async function aFolder(): Promise<Watched> {
  const root = mkdtempSync(join(tmpdir(), "errand-watch-"));
  const commands = join(root, "commands");
  mkdirSync(commands);
  for (const name of ["one.ts", "two.ts"]) writeFileSync(join(commands, name), "");
  await sleep(30);
  const changes = Promise.withResolvers<void>();
  const house = { clock: systemClock, readAt: Date.now(), onChange: () => changes.resolve() };
  const onFault = (why: string): void => changes.reject(new Error(why));
  const stops: (() => void)[] = [];
  onTestFinished(() => {
    for (const stop of stops) stop();
    rmSync(root, { recursive: true });
  });
  return {
    commands,
    changes,
    start: () => stops.push(watchFiles({ commands, file: null }, { ...house, onFault })),
  };
}

/** Calls `before` when the folder is about to be watched, once its files were looked at. */
function beforeWatchOf(folder: string, before: () => void): void {
  const { watch } = fs;
  const restore = (): void => {
    fs.watch = watch;
    syncBuiltinESMExports();
  };
  fs.watch = ((...given: Parameters<typeof watch>) => {
    // They are looked at by other threads meanwhile.
    if (given[0] === folder) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    if (given[0] === folder) before();
    return watch(...given);
  }) as typeof watch;
  syncBuiltinESMExports();
  onTestFinished(restore);
}

it("hears of an edit, of a new file and of one that is gone", async () => {
  for (const edit of [
    ({ commands }: Watched) => writeFileSync(join(commands, "one.ts"), "changed"),
    ({ commands }: Watched) => writeFileSync(join(commands, "three.ts"), ""),
    ({ commands }: Watched) => rmSync(join(commands, "two.ts")),
  ]) {
    const watched = await aFolder();
    watched.start();
    await sleep(100);
    edit(watched);
    await watched.changes.promise;
  }
});

it.each([
  ["written", (file: string) => writeFileSync(file, "changed")],
  ["removed", (file: string) => rmSync(file)],
])("hears of a file that is %s after it was looked at and before it is watched", async (_, edit) => {
  const watched = await aFolder();
  const file = join(watched.commands, "one.ts");
  let edits = 0;
  beforeWatchOf(watched.commands, () => {
    if (edits++ === 0) edit(file);
  });
  watched.start();
  await watched.changes.promise;
  expect(edits).toBeGreaterThan(0);
});
