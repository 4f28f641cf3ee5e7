import type { Connection } from "../connection.ts";
import { number } from "../row.ts";

/** Behind what the attempt wrote so far, as one more piece of its log. */
export function addLog(
  connection: Connection,
  { runId, attempt, at, text }: { runId: string; attempt: number; at: number; text: string },
): boolean {
  const row = connection.first(FIND, { runId, attempt });
  if (!row) return false;
  const [run, offset] = [number(row, "run"), number(row, "output_bytes")];
  const bytes = Buffer.from(text);
  connection.run(INSERT, { run, attempt, offset, at, bytes });
  connection.run(
    "update attempts set output_bytes = output_bytes + :length where run = :run and number = :attempt",
    {
      run,
      attempt,
      length: bytes.length,
    },
  );
  return true;
}

/** Of one that still writes, the offsets are its owner's. */
const FIND = `select run, output_bytes from attempts where run = (select seq from runs where id = :runId)
  and number = :attempt and outcome is not null`;

const INSERT = `insert into output (run, attempt, offset, at, stream, bytes)
  values (:run, :attempt, :offset, :at, 'log', :bytes)`;
