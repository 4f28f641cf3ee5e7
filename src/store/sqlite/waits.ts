import { RUN_STATES } from "../../core/run.ts";
import { stopperOf, wordStop } from "../../core/stopped.ts";
import { isFinal } from "../../core/transition.ts";
import type { Connection } from "./connection.ts";
import { number, text, textOrNull, word, type Row } from "./row.ts";

/** What a run is parked on that waits for others. */
export const NEEDS = "needs";

/** Runs that wait for one. */
export const NEEDY = "select run from run_needs where need_id = :id and met = 0";

/** Says anew, on all that waits for a run, straight or through others, what it waits for. In the caller's write transaction. */
export function noteWaits(connection: Connection, id: string): void {
  const left = [id];
  for (let next = left.pop(); next !== undefined; next = left.pop())
    for (const row of connection.all(NEEDY, { id: next }))
      left.push(...noteWait(connection, number(row, "run")));
}

/**
 * The reason of a run that is new, or of whose needs one was met just now: nothing else stops it by that, so that not all
 * that it waits for have to be looked at. Tells how many those are.
 */
export function noteLeft(connection: Connection, run: number): number {
  const left = connection.first(LEFT, { run });
  if (!left) return 0;
  const count = number(left, "count");
  if (stopperOf(textOrNull(left, "waits_by")) !== undefined) noteWait(connection, run);
  else connection.run(NOTE, { run, reason: wordWait(left, count) });
  return count;
}

/** With `min`, SQLite takes the other columns from the row that has it. */
const LEFT = `select first.count, runs.id, runs.command, (select reason from runs where seq = :run) as waits_by
  from (select need_id, min(position), count(*) as count from run_needs where run = :run and met = 0) as first
  join runs on runs.id = first.need_id`;

/** The reason of a run that waits. Returns its id when that is news to those that wait for it. */
function noteWait(connection: Connection, run: number): string[] {
  const needs = connection.all(NEEDED, { run });
  const [first] = needs;
  const reason =
    needs.map(whyStopped).find((why) => why !== null) ?? (first ? wordWait(first, needs.length) : null);
  return connection.all(NOTE, { run, reason }).map((row) => text(row, "id"));
}

const NEEDED = `select runs.id, runs.command, runs.state, runs.reason from run_needs
  join runs on runs.id = need_id where run_needs.run = :run and met = 0 order by position`;
const NOTE = `update runs set reason = :reason
  where seq = :run and parked_on = '${NEEDS}' and reason is not :reason returning id`;

/** What keeps a run from ever starting: one that it needs is over, or waits in vain itself. */
function whyStopped(need: Row): string | null {
  const state = word(need, "state", RUN_STATES);
  if (isFinal(state)) return wordStop({ id: text(need, "id"), command: text(need, "command"), state });
  const reason = textOrNull(need, "reason");
  return state === "queued" && stopperOf(reason) !== undefined ? reason : null;
}

function wordWait(first: Row, count: number): string {
  const more = count > 1 ? ` and ${count - 1} more` : "";
  return `waits for run ${text(first, "id")} of ${text(first, "command")}${more}`;
}
