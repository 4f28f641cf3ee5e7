import { PROCESS_KINDS, type ErrandProcess } from "../work-store.ts";
import { ownerColumns, readOwner } from "./attempts.ts";
import type { Connection } from "./connection.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "./row.ts";

/** One row for each id: whoever comes later under it takes it over. */
export function beat(connection: Connection, { owner, ...process }: ErrandProcess): void {
  const { id, kind, queues, startedAt, heartbeatAt, stoppedAt } = process;
  connection.run(BEAT, { id, kind, queues, ...ownerColumns(owner), startedAt, heartbeatAt, stoppedAt });
}

const BEAT = `insert or replace into processes
  (id, kind, queues, host, boot_id, pid, process_started, started_at, heartbeat_at, stopped_at)
  values (:id, :kind, :queues, :host, :boot_id, :pid, :process_started, :startedAt, :heartbeatAt, :stoppedAt)`;

/** Few rows stand there, so they are sorted as they are read. */
export function listProcesses(connection: Connection, since: number): ErrandProcess[] {
  const sql =
    "select * from processes where heartbeat_at >= :since order by heartbeat_at desc, started_at desc, id";
  return connection.all(sql, { since }).map(mapProcess);
}

function mapProcess(row: Row): ErrandProcess {
  return {
    id: text(row, "id"),
    kind: word(row, "kind", PROCESS_KINDS),
    queues: textOrNull(row, "queues"),
    owner: readOwner(row),
    startedAt: number(row, "started_at"),
    heartbeatAt: number(row, "heartbeat_at"),
    stoppedAt: numberOrNull(row, "stopped_at"),
  };
}
