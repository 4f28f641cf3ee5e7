import { STREAMS, type AttemptRef, type OutputChunk } from "../../core/run.ts";
import type { OutputWrite } from "../run-store.ts";
import type { Connection } from "./connection.ts";
import { blob, number, word, type Row } from "./row.ts";

/** Which attempt, in the database's own terms. */
export interface AttemptKey {
  run: number;
  attempt: number;
}

/** Keeps output of an attempt that is open still; of any other, the row has been closed and stays as it is. */
export function appendOutput(
  connection: Connection,
  { runId, attempt }: AttemptRef,
  output: OutputWrite,
): void {
  const row = connection.first(FIND_OPEN, { runId, attempt });
  if (row) writeOutput(connection, { run: number(row, "run"), attempt }, output);
}

const FIND_OPEN = `select attempts.run from attempts join runs on runs.seq = attempts.run
  where runs.id = :runId and attempts.number = :attempt and attempts.outcome is null`;

export function writeOutput(
  connection: Connection,
  key: AttemptKey,
  { chunks, cut, totalBytes }: OutputWrite,
): void {
  if (cut) connection.run(CUT, { ...key, ...cut });
  for (const { offset, at, stream, bytes } of chunks) {
    // An empty chunk would take the place of the next one: both begin at the same offset.
    if (bytes.length > 0) connection.run(INSERT, { ...key, offset, at, stream, bytes });
  }
  connection.run("update attempts set output_bytes = :totalBytes where run = :run and number = :attempt", {
    ...key,
    totalBytes,
  });
}

const CUT = "delete from output where run = :run and attempt = :attempt and offset >= :from and offset < :to";

/** Bytes that come again are the same bytes; they must not keep a closing row from being written. */
const INSERT = `insert into output (run, attempt, offset, at, stream, bytes)
  values (:run, :attempt, :offset, :at, :stream, :bytes) on conflict (run, attempt, offset) do nothing`;

/** Chunks from `from` on until they hold `maxBytes`; one at least, if there is one. */
export function readOutput(
  connection: Connection,
  { runId, attempt }: AttemptRef,
  { from, maxBytes }: { from: number; maxBytes: number },
): OutputChunk[] {
  const chunks: OutputChunk[] = [];
  let held = 0;
  for (const row of connection.iterate(SELECT, { runId, attempt, from })) {
    const chunk = mapChunk(row);
    held += chunk.bytes.length;
    if (held > maxBytes && chunks.length > 0) break;
    chunks.push(chunk);
  }
  return chunks;
}

const SELECT = `select offset, at, stream, bytes from output
  where run = (select seq from runs where id = :runId) and attempt = :attempt and offset >= :from order by offset`;

function mapChunk(row: Row): OutputChunk {
  return {
    offset: number(row, "offset"),
    at: number(row, "at"),
    stream: word(row, "stream", STREAMS),
    bytes: blob(row, "bytes"),
  };
}
