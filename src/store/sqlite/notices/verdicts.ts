import { RUN_STATES, TRIGGERS, type RunState } from "../../../core/run.ts";
import { isFailure } from "../../../core/transition.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text } from "../row.ts";

/** The place in the ledger of a command's newest run that ended so, before `before`; a dry run says nothing. */
function newest(
  connection: Connection,
  { command, states, before }: { command: string; states: readonly RunState[]; before: number },
): number {
  let last = -1;
  for (const state of states) {
    for (const trigger of TRIGGERS) {
      const row = connection.first(NEWEST, { command, state, trigger, before });
      if (row) last = Math.max(last, number(row, "seq"));
    }
  }
  return last;
}

/** One range of the index by command, state and trigger, from its end. It is used only by who asks for runs that are over. */
const NEWEST = `select seq from runs where command = :command and state = :state and trigger = :trigger
  and finished_at is not null and seq < :before and dry_run = 0 order by seq desc limit 1`;

const FAILURES = RUN_STATES.filter(isFailure);

export function recovers(connection: Connection, runId: string): boolean {
  const row = connection.first("select seq, command from runs where id = :runId", { runId });
  if (!row) return false;
  const asked = { command: text(row, "command"), before: number(row, "seq") };
  const failed = newest(connection, { ...asked, states: FAILURES });
  return failed >= 0 && failed > newest(connection, { ...asked, states: ["succeeded"] });
}

/** When a command last succeeded, epoch ms. */
export function lastSuccess(connection: Connection, command: string): number | null {
  const seq = newest(connection, { command, states: ["succeeded"], before: Number.MAX_SAFE_INTEGER });
  const row = connection.first("select finished_at from runs where seq = :seq", { seq });
  return row ? numberOrNull(row, "finished_at") : null;
}
