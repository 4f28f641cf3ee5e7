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

/** The reason of a run that waits. Returns its id when that is news to those that wait for it. */
export function noteWait(connection: Connection, run: number): string[] {
  const needs = connection.all(NEEDED, { run });
  const reason = needs.map(whyStopped).find((why) => why !== null) ?? wordWait(needs);
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

function wordWait(needs: Row[]): string | null {
  const [first] = needs;
  const more = needs.length > 1 ? ` and ${needs.length - 1} more` : "";
  return first ? `waits for run ${text(first, "id")} of ${text(first, "command")}${more}` : null;
}
