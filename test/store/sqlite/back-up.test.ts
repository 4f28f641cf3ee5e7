import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openMemoryStore, openStore } from "../../../src/store/open.ts";
import { finished, NOON, reread, started } from "../build.ts";
import { scratchFolder } from "../scratch.ts";

test("a backup is a ledger of its own, for its owner alone", async () => {
  const folder = scratchFolder();
  const store = openStore({ file: join(folder, "errand.db"), now: NOON });
  const run = await finished(store, { args: { word: "zebra" } });
  const file = join(folder, "copy.db");
  await store.backup(file);
  await finished(store);
  expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  const copy = openStore({ file, now: NOON });
  expect(await reread(copy, run)).toEqual(run);
  expect(await copy.inspect(true)).toMatchObject({ runs: 1, problems: [] });
  expect((await copy.listRuns({ search: "zebra" }, { limit: 5 })).runs).toHaveLength(1);
  copy.close();
  store.close();
});

test("a backup holds what other runs write before it begins, while they go on", async () => {
  const folder = scratchFolder();
  const [store, other] = [1, 2].map(() => openStore({ file: join(folder, "errand.db"), now: NOON }));
  await started(other!);
  const copying = store!.backup(join(folder, "copy.db"));
  await started(other!);
  await copying;
  const copy = openStore({ file: join(folder, "copy.db"), now: NOON });
  const { running } = await copy.countRuns({});
  expect([1, 2]).toContain(running);
  expect((await copy.inspect(true)).problems).toEqual([]);
  for (const opened of [store!, other!, copy]) opened.close();
});

test("a ledger in memory can be copied to a file", async () => {
  const store = openMemoryStore(NOON);
  const run = await finished(store);
  const file = join(scratchFolder(), "copy.db");
  await store.backup(file);
  store.close();
  const copy = openStore({ file, now: NOON });
  expect(await reread(copy, run)).toEqual(run);
  copy.close();
});

test("a file that exists is not overwritten", async () => {
  const folder = scratchFolder();
  const file = join(folder, "precious.txt");
  writeFileSync(file, "precious");
  const store = openMemoryStore(NOON);
  await expect(store.backup(file)).rejects.toMatchObject({
    code: "store_unavailable",
    next: `ls -la ${folder}`,
  });
  await expect(store.backup(file)).rejects.toThrow(
    `the copy ${file} cannot be made: something is in its way`,
  );
  expect(readFileSync(file, "utf8")).toBe("precious");
  store.close();
});

test("a folder that is not there is named, and not made", async () => {
  const file = join(scratchFolder(), "nowhere", "copy.db");
  const store = openMemoryStore(NOON);
  await expect(store.backup(file)).rejects.toThrow(`the copy ${file} cannot be opened`);
  expect(existsSync(file)).toBe(false);
  store.close();
});
