import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { RecordedError } from "../../core/run.ts";
import type { Connection } from "./connection.ts";

/*
 * The trigram index holds two documents a run: at `seq * 2` what was asked for (args), at `seq * 2 + 1` what came of
 * it (error, reason, result). A document with nothing in it is not written, so a run without args, result and error
 * costs nothing here. Names of commands stand in an index of their own.
 */

/** How much of each part a search looks at, in UTF-16 units. */
const PART_LENGTH = 4_096;

/** Ends a request that was cut: what lies behind the cut is in no index, so a look for args must take it as possible. */
export const CUT_MARK = "\u{e000}\u{e001}\u{e002}";

export interface OutcomeTexts {
  error: RecordedError | null;
  reason: string | null;
  result: JsonValue;
}

export function indexRequest(connection: Connection, seq: number, args: JsonObject): void {
  const text = requestText(JSON.stringify(args));
  if (text !== "") connection.run(INSERT, { rowid: seq * 2, text });
}

export function indexOutcome(connection: Connection, seq: number, outcome: OutcomeTexts): void {
  const { error, reason, result } = outcome;
  const json = result === null ? null : JSON.stringify(result);
  const text = outcomeText({
    name: error?.name ?? null,
    message: error?.message ?? null,
    reason,
    result: json,
  });
  if (text !== "") connection.run(INSERT, { rowid: seq * 2 + 1, text });
}

const INSERT = "insert into texts (rowid, text) values (:rowid, :text)";

export function forgetTexts(connection: Connection, seq: number): void {
  connection.run("delete from texts where rowid in (:seq * 2, :seq * 2 + 1)", { seq });
}

/** What a search compares with, of the args as JSON text. Folded here and not by the index: both sides must fold alike. */
export function requestText(args: string): string {
  if (args === "{}") return "";
  return fold(args.length > PART_LENGTH ? cut(args) + CUT_MARK : args);
}

export interface OutcomeParts {
  name: string | null;
  message: string | null;
  reason: string | null;
  result: string | null;
}

export function outcomeText({ name, message, reason, result }: OutcomeParts): string {
  // A failure's reason mostly repeats its message.
  const parts = [name, message, reason === message ? null : reason, result];
  return fold(parts.flatMap((part) => (part === null ? [] : cut(part))).join("\n"));
}

export function fold(text: string): string {
  return text.toLowerCase();
}

function cut(text: string): string {
  return text.slice(0, PART_LENGTH);
}
