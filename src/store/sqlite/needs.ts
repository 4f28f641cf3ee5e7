import { RUN_STATES, type RunState } from "../../core/run.ts";
import { isFinal } from "../../core/transition.ts";
import type { NewMember } from "../workflow-store.ts";
import type { Connection } from "./connection.ts";
import { fillArgs } from "./fill-args.ts";
import { park } from "./parking.ts";
import { number, text, textOrNull, word, type Row } from "./row.ts";

/** What a run is parked on that waits for others. */
const NEEDS = "needs";

/** Takes a queued run out of its turn until those that it needs have succeeded. */
export function holdBack(
  connection: Connection,
  run: number,
  { needs, turn }: Pick<NewMember, "needs" | "turn">,
): void {
  for (const [position, need] of needs.entries()) connection.run(INSERT_NEED, { run, need, position });
  connection.run(INSERT_TURN, { run, ...turn });
  connection.run("update runs set expires_at = null where seq = :run", { run });
  park(connection, run, NEEDS);
}

const INSERT_NEED = "insert into run_needs (run, need_id, position) values (:run, :need, :position)";
const INSERT_TURN = `insert into needy_turns (run, not_before, delay_ms, expires_in_ms)
  values (:run, :notBefore, :delayMs, :expiresInMs)`;

/** A run is over: those that need it go on, or stop. In the caller's write transaction. */
export function settleNeeds(
  connection: Connection,
  { id, state, now }: { id: string; state: RunState; now: number },
): void {
  const needy = connection.all(NEEDY, { id });
  if (needy.length === 0) return;
  if (state !== "succeeded") return noteWaits(connection, id);
  const result = textOrNull(
    connection.first("select result from runs where id = :id", { id }) ?? {},
    "result",
  );
  for (const row of needy) {
    const run = number(row, "run");
    connection.run("update run_needs set met = 1 where run = :run and need_id = :id", { run, id });
    fillArgs(connection, run, { of: id, result });
    if (connection.first(UNMET, { run })) noteWait(connection, run);
    else letGo(connection, run, now);
  }
}

/** Runs that wait for one. */
export const NEEDY = "select run from run_needs where need_id = :id and met = 0";

const UNMET = "select 1 from run_needs where run = :run and met = 0";

function letGo(connection: Connection, run: number, now: number): void {
  connection.run(LET_GO, { run, now });
  connection.run("delete from needy_turns where run = :run", { run });
}

/** Times count from now: it could not have started before. */
const LET_GO = `update runs set parked_on = null, reason = null,
    run_after = max(coalesce(turn.not_before, 0), :now + turn.delay_ms),
    expires_at = max(coalesce(turn.not_before, 0), :now + turn.delay_ms) + turn.expires_in_ms
  from needy_turns as turn where runs.seq = :run and turn.run = :run and parked_on = '${NEEDS}'`;

/** Says anew, on all that waits for a run, straight or through others, what it waits for. */
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

const NEEDED = `select need_id as id, runs.command, runs.state, runs.reason from run_needs
  left join runs on runs.id = need_id where run_needs.run = :run and met = 0 order by position`;
const NOTE = `update runs set reason = :reason
  where seq = :run and parked_on = '${NEEDS}' and reason is not :reason returning id`;

const STOPPED = "stopped: ";

/** What keeps a run from ever starting: one that it needs is over, or waits in vain itself. */
function whyStopped(need: Row): string | null {
  const id = text(need, "id");
  if (need["state"] === null) return `${STOPPED}run ${id} is not in the ledger any more`;
  const state = word(need, "state", RUN_STATES);
  if (isFinal(state)) return `${STOPPED}run ${id} of ${text(need, "command")} ${WORDS[state] ?? state}`;
  const reason = textOrNull(need, "reason");
  return state === "queued" && reason?.startsWith(STOPPED) === true ? reason : null;
}

const WORDS: Partial<Record<RunState, string>> = {
  failed: "failed",
  timed_out: "timed out",
  cancelled: "was cancelled",
  lost: "was lost",
  interrupted: "was interrupted",
  skipped: "was skipped",
};

function wordWait(needs: Row[]): string {
  const [first] = needs;
  const more = needs.length > 1 ? ` and ${needs.length - 1} more` : "";
  return first ? `waits for run ${text(first, "id")} of ${text(first, "command")}${more}` : "";
}
