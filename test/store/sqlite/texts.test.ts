import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { createSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { CUT_MARK, outcomeText, requestText } from "../../../src/store/sqlite/texts.ts";
import { finished, finishedAs, job, NOON, started, startRequest } from "../build.ts";

describe("the index of texts", () => {
  let connection: Connection;
  let store: Store;
  const documents = (): unknown[] =>
    connection.all("select rowid from texts order by rowid").map(({ rowid }) => rowid);

  beforeEach(() => {
    connection = new Connection(":memory:");
    migrate(connection, NOON);
    store = createSqliteStore(connection);
  });
  afterEach(() => connection.close());

  test("costs nothing for a run without args, error and result", async () => {
    await finished(store);
    await finishedAs(store, "failed");
    expect(documents()).toEqual([]);
  });

  test("holds one document for args and one for what came of them", async () => {
    await finished(store, { args: { stage: "review" } });
    await finished(store, {}, { result: { found: 3 } });
    await finished(store, { args: { stage: "review" } }, { result: { found: 3 } });
    expect(documents()).toEqual([2, 5, 6, 7]);
  });

  test("holds the args of runs that were enqueued side by side, each in its place", async () => {
    const args = [{ word: "zebra" }, {}, { word: "okapi" }, { word: "quagga" }];
    await store.enqueue(
      args.map((its) => job({ args: its })),
      { host: "web-1", now: NOON },
    );
    const places = ["zeb", "oka", "qua"].map((word) =>
      connection.first("select rowid from texts where texts match :word", { word }),
    );
    expect(places).toEqual([{ rowid: 2 }, { rowid: 6 }, { rowid: 8 }]);
  });

  test("holds why a run was skipped or withdrawn", async () => {
    await started(store, { key: "k" });
    await store.begin(startRequest({ key: "k", policy: "skip" }));
    const { run } = await store.begin(startRequest({ key: "k", policy: "wait" }));
    await store.withdraw({ runId: run.id, state: "cancelled", reason: "no time", exitCode: null, now: NOON });
    expect(documents()).toEqual([5, 7]);
  });

  test("forgets what is pruned, so that a run in its place is not found by its words", async () => {
    await finished(store, { args: { word: "zebra" } }, { result: { word: "quagga" } });
    await store.prune({ before: NOON * 2, failuresBefore: NOON * 2, keep: 10, dryRun: false }, 10);
    expect(documents()).toEqual([]);
    await finished(store, { args: { word: "okapi" } });
    expect(documents()).toEqual([2]);
  });
});

test("args are looked at as they are written, folded, and marked where they were cut", () => {
  expect(requestText("{}")).toBe("");
  expect(requestText('{"Stage":"ÄRGER"}')).toBe('{"stage":"ärger"}');
  const long = requestText(`{"text":"${"A".repeat(5_000)}"}`);
  expect(long).toHaveLength(4_096 + CUT_MARK.length);
  expect(long.endsWith(CUT_MARK)).toBe(true);
});

test("an outcome is its parts, each cut by itself, and says a message once", () => {
  const none = { name: null, message: null, reason: null, result: null };
  expect(outcomeText(none)).toBe("");
  expect(outcomeText({ name: "TypeError", message: "No", reason: "No", result: '{"Found":3}' })).toBe(
    'typeerror\nno\n{"found":3}',
  );
  expect(outcomeText({ ...none, message: "A".repeat(9_999), reason: "Why" })).toBe(
    `${"a".repeat(4_096)}\nwhy`,
  );
});
