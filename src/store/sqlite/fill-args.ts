import type { JsonObject } from "../../core/json.ts";
import { fillReferences, moveReferences } from "../../core/reference.ts";
import type { Connection } from "./connection.ts";
import { fromJson, fromJsonObject } from "./json-column.ts";
import { text } from "./row.ts";
import { indexRequest } from "./texts.ts";

/** Puts a result where the args of a run have places for it. */
export function fillArgs(
  connection: Connection,
  seq: number,
  { of, command, result }: { of: string; command: string; result: string | null },
): void {
  change(connection, seq, of, (args) => fillReferences(args, { of, command, result: fromJson(result) }));
}

/** What was to come of one run is to come of another. */
export function moveArgs(
  connection: Connection,
  seq: number,
  { from, to }: { from: string; to: string },
): void {
  change(connection, seq, from, (args) => moveReferences(args, from, to));
}

function change(
  connection: Connection,
  seq: number,
  id: string,
  make: (args: JsonObject) => JsonObject,
): void {
  const row = connection.first("select args from runs where seq = :seq", { seq });
  const before = row ? text(row, "args") : "";
  if (!before.includes(id)) return;
  const args = make(fromJsonObject(before));
  connection.run("update runs set args = :args where seq = :seq", { seq, args: JSON.stringify(args) });
  connection.run("delete from texts where rowid = :seq * 2", { seq });
  indexRequest(connection, seq, args);
}
