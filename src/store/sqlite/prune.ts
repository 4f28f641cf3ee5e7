import { RUN_STATES } from "../../core/run.ts";
import { isFailure } from "../../core/transition.ts";
import type { PruneRule } from "../store.ts";
import type { Connection } from "./connection.ts";
import { chooseTicks, removeProcesses, removeTickOfRun, removeTicks } from "./prune-ticks.ts";
import { number } from "./row.ts";
import { forgetTexts } from "./texts.ts";

/**
 * Deletes, or counts, final runs that the rule does not keep. What is final stays final, so they are chosen without
 * the write lock; nobody waits for more than the deleting itself.
 */
export function prune(connection: Connection, rule: PruneRule, limit: number): number {
  const { seqs, ticks } = connection.read(() => ({
    seqs: choose(connection, rule, limit),
    ticks: chooseTicks(connection, rule, limit * TICKS_A_RUN),
  }));
  if (rule.dryRun || seqs.length + ticks.length === 0) return seqs.length;
  return connection.write(() => {
    removeTicks(connection, ticks, rule);
    removeProcesses(connection, rule.before);
    return remove(connection, seqs);
  });
}

/** Ticks hang on nothing and cost little to delete, so many go along with each batch of runs. */
const TICKS_A_RUN = 10;

function choose(connection: Connection, rule: PruneRule, limit: number): number[] {
  const many = connection.all(TOO_MANY, { tooMany: countTooMany(connection, rule.keep), limit });
  const old = connection.all(TOO_OLD, { before: rule.before, failuresBefore: rule.failuresBefore, limit });
  const seqs = new Set([...many, ...old].map((row) => number(row, "seq")));
  return [...seqs].sort((a, b) => a - b).slice(0, limit);
}

/** What others wait for is not only history: its retry would take its place. */
const NOT_NEEDED = "not exists (select 1 from run_needs where need_id = runs.id and met = 0)";

/** From the oldest on: the walk is over when enough are found, however many are too many. */
const TOO_MANY = `select seq from (select seq, id from runs where finished_at is not null order by seq limit :tooMany) as runs
  where ${NOT_NEEDED} order by seq limit :limit`;

/**
 * Whatever finished before a time was requested before it, so the index by time ends the walk. Should a clock have
 * been set back between the two, the run is kept until its request is old enough too.
 */
const TOO_OLD = `select seq from runs indexed by runs_by_time
  where requested_at < max(:before, :failuresBefore) and finished_at is not null
    and finished_at < iif(state in (${RUN_STATES.filter(isFailure)
      .map((state) => `'${state}'`)
      .join(", ")}), :failuresBefore, :before)
    and not exists (select 1 from failures where run = runs.seq and closed_at is null)
    and ${NOT_NEEDED}
  order by requested_at, seq limit :limit`;

/** How many final runs there are beyond the newest `keep`. Those that live are counted: they are the fewer, and all of them SQLite knows. */
function countTooMany(connection: Connection, keep: number): number {
  const count = (sql: string): number => number(connection.first(sql) ?? {}, "runs");
  const all = count("select count(*) as runs from runs");
  return all <= keep ? 0 : Math.max(0, all - count(LIVE) - keep);
}

const LIVE = "select count(*) as runs from runs indexed by runs_live where finished_at is null";

/** Attempts, output and tags go with their run, by their foreign keys. */
function remove(connection: Connection, seqs: number[]): number {
  let removed = 0;
  for (const seq of seqs) {
    forgetTexts(connection, seq);
    removeTickOfRun(connection, seq);
    connection.run(FORGET_ONCE, { seq });
    removed += connection.run("delete from runs where seq = :seq and finished_at is not null", { seq });
  }
  return removed;
}

/** A key that was taken and never answered for: nobody may ask for it again. */
const FORGET_ONCE = `delete from once_keys
  where finished_at is null and run_id = (select id from runs where seq = :seq and finished_at is not null)`;
