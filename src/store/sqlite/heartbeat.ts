import type { AttemptRef } from "../../core/run.ts";
import type { Heartbeat, HeartbeatResult } from "../run-store.ts";
import { findCancel } from "./cancel.ts";
import type { Connection } from "./connection.ts";
import { number } from "./row.ts";
import { progressColumns } from "./runs.ts";

/** Renews the lease of a run's open attempt and stores its progress; of any other it touches nothing. */
export function heartbeat(connection: Connection, ref: AttemptRef, beat: Heartbeat): HeartbeatResult {
  const held = connection.first(RENEW, {
    runId: ref.runId,
    attempt: ref.attempt,
    leaseUntil: beat.leaseUntil,
  });
  if (held) connection.run(STORE_PROGRESS, { run: number(held, "run"), ...progressColumns(beat.progress) });
  return { held: held !== undefined, cancel: findCancel(connection, ref.runId) };
}

const RENEW = `update attempts set lease_until = :leaseUntil
  where run = (select seq from runs where id = :runId and state = 'running' and attempt = :attempt)
    and number = :attempt and outcome is null
  returning run`;

const STORE_PROGRESS = `update runs set progress_done = :progress_done, progress_total = :progress_total,
  progress_note = :progress_note where seq = :run`;
