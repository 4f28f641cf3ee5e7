import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RUN_STATES, TRIGGERS } from "../../../src/core/run.ts";
import { Connection, type Params } from "../../../src/store/sqlite/connection.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { SqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { RunFilter } from "../../../src/store/store.ts";
import { closing, finished, NOON, started, startRequest } from "../build.ts";

/** Remembers how SQLite means to go about each question that it is asked. */
class ObservedConnection extends Connection {
  readonly plans = new Map<string, string[]>();

  override all(sql: string, params: Params = {}) {
    this.#observe(sql, params);
    return super.all(sql, params);
  }

  override first(sql: string, params: Params = {}) {
    this.#observe(sql, params);
    return super.first(sql, params);
  }

  override run(sql: string, params: Params = {}) {
    this.#observe(sql, params);
    return super.run(sql, params);
  }

  #observe(sql: string, params: Params): void {
    if (this.plans.has(sql) || /^(?:pragma|begin|commit|rollback)/.test(sql)) return;
    this.plans.set(sql, []);
    this.plans.set(
      sql,
      super.all(`explain query plan ${sql}`, params).map(({ detail }) => String(detail)),
    );
  }
}

/** Walks through a whole table, or sorts what it found: right with a hundred runs, and a second's work with a million. */
function slowSteps(plans: Map<string, string[]>): string[] {
  const slow = /^SCAN (?:runs|attempts|output|next|there)$|USE TEMP B-TREE FOR ORDER BY/;
  return [...plans].flatMap(([sql, steps]) =>
    steps.filter((step) => slow.test(step)).map((step) => `${step}: ${sql}`),
  );
}

describe("no question walks through a whole table", () => {
  let connection: ObservedConnection;
  let store: SqliteStore;

  beforeEach(async () => {
    connection = new ObservedConnection(":memory:");
    migrate(connection, NOON);
    store = new SqliteStore(connection);
    for (const command of ["a", "b"]) await finished(store, { command, args: { word: "zebra" } });
    connection.plans.clear();
  });
  afterEach(() => connection.close());

  const filters: RunFilter[] = [
    {},
    { command: "a" },
    { states: ["failed", "lost"] },
    { states: [...RUN_STATES], trigger: TRIGGERS[0] },
    { trigger: "manual", command: "a", states: ["succeeded"] },
    { since: NOON - 5, until: NOON + 5 },
    { search: "zebra" },
    { search: "z" },
    { args: [{ path: "word", value: "zebra" }] },
    { parentId: "019ca945-0a01-7000-8000-0123456789ab" },
  ];

  test.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))(
    "to list %s",
    async (_, filter) => {
      await store.listRuns(filter, { limit: 10, after: "9" });
      expect(connection.plans.size).toBeGreaterThan(0);
      expect(slowSteps(connection.plans)).toEqual([]);
    },
  );

  test("to find, count and sum up", async () => {
    await store.latestRuns();
    await store.countRuns({ since: NOON, command: "a" });
    await store.countRuns({});
    await store.findRunsByPrefix("019", 5);
    await store.findRun("019");
    await store.attempts("019");
    expect(slowSteps(connection.plans)).toEqual([]);
  });

  test("to live a run", async () => {
    const run = await started(store, { key: "k", policy: "allow" });
    const waiter = startRequest({ key: "k", policy: "wait" });
    await store.begin(waiter);
    await store.openAttempts();
    await store.heartbeat({ runId: run.id, attempt: 1 }, { leaseUntil: NOON, progress: null });
    await store.finish(closing(run));
    await store.begin(waiter);
    await store.withdraw({ runId: run.id, state: "lost", reason: "x", exitCode: null, now: NOON });
    expect(slowSteps(connection.plans)).toEqual([]);
    expect([...connection.plans.values()].flat().join()).toContain("runs_by_key");
    expect([...connection.plans.values()].flat().join()).toContain("attempts_open");
  });
});
