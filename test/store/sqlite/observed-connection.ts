import { Connection, type Params } from "../../../src/store/sqlite/connection.ts";

/** Remembers how SQLite means to go about each question that it is asked. */
export class ObservedConnection extends Connection {
  readonly plans = new Map<string, string[]>();

  override all(sql: string, params: Params = {}) {
    this.#observe(sql, params);
    return super.all(sql, params);
  }

  override lists(sql: string, params: Params = {}) {
    this.#observe(sql, params);
    return super.lists(sql, params);
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

/** Walks through a whole table, to read or to index it, or sorts what it found: right with a hundred runs, and a second's work with a million. */
export function slowSteps(plans: Map<string, string[]>): string[] {
  const slow =
    /^SCAN (?:runs|attempts|output|next|there|held|other|ticks|schedules|failures|run_needs|steps|once_keys)$|USE TEMP B-TREE FOR ORDER BY|^SEARCH (?:runs|run_needs) USING AUTOMATIC/;
  return [...plans]
    .filter(([sql]) => !EACH_ROW_COUNTS.test(sql))
    .flatMap(([sql, steps]) =>
      steps.filter((step) => slow.test(step) || WALK.test(step)).map((step) => `${step}: ${sql}`),
    );
}

/** SQLite calls it a search: of the rows of a table itself, from an end of it or between two ends. */
const WALK = /^SEARCH \w+ USING INTEGER PRIMARY KEY \(rowid[<>]\?(?: AND rowid[<>]\?)?\)$/;

/** A list that wants any run, and a prune that takes the oldest: each row that they come by is one of theirs. */
const EACH_ROW_COUNTS = /from runs\s+where true and seq >= :low|order by seq limit :tooMany/;
