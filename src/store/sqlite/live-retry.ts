import type { LiveRetry } from "../failure-store.ts";
import type { Connection } from "./connection.ts";
import { text, word } from "./row.ts";

/** The retry of a run that is not over yet; a person's counts too. */
export function findLiveRetry(connection: Connection, runId: string): LiveRetry | null {
  const row = connection.first(LIVE, { runId });
  return row ? { id: text(row, "id"), state: word(row, "state", ["queued", "running"]) } : null;
}

const LIVE = `select id, state from runs
  where parent_id = :runId and trigger = 'retry' and finished_at is null order by seq desc limit 1`;
