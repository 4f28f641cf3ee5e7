import type { RunState } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { fillArgs } from "./fill-args.ts";
import { number, text, textOrNull } from "./row.ts";
import { NEEDS, NEEDY, noteLeft, noteWaits } from "./waits.ts";

/** A run is over: those that need it go on, or stop. In the caller's write transaction. */
export function settleNeeds(
  connection: Connection,
  { id, state, now }: { id: string; state: RunState; now: number },
): void {
  if (state !== "succeeded") return noteWaits(connection, id);
  const needy = connection.all(NEEDY, { id });
  if (needy.length === 0) return;
  const source = connection.first(SOURCE, { id });
  if (!source) return;
  const returned = { of: id, command: text(source, "command"), result: textOrNull(source, "result") };
  for (const row of needy) {
    const run = number(row, "run");
    connection.run(MEET, { run, id });
    fillArgs(connection, run, returned);
    if (noteLeft(connection, run) === 0) letGo(connection, run, now);
  }
}

const SOURCE = "select command, result from runs where id = :id";
const MEET = "update run_needs set met = 1 where run = :run and need_id = :id";

function letGo(connection: Connection, run: number, now: number): void {
  connection.run(LET_GO, { run, now });
  connection.run("delete from needy_turns where run = :run", { run });
}

/** Times count from now: it could not have started before. */
const LET_GO = `update runs set parked_on = null, reason = null,
    run_after = max(coalesce(turn.not_before, 0), :now + turn.delay_ms),
    expires_at = max(coalesce(turn.not_before, 0), :now + turn.delay_ms) + turn.expires_in_ms
  from needy_turns as turn where runs.seq = :run and turn.run = :run and parked_on = '${NEEDS}'`;
