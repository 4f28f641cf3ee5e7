import type { Expectation, Expected } from "../../../core/notice.ts";
import { shortestSpans } from "../../../core/shortest-spans.ts";
import type { Connection } from "../connection.ts";
import { numberOrNull, text } from "../row.ts";

/** Asked once a minute by who tells, so it writes only when something differs. */
export function registerExpectations(connection: Connection, expected: Expected, now: number): void {
  if (connection.read(() => isRegistered(connection, expected))) return;
  connection.write(() => {
    const known = readKnown(connection);
    for (const command of goneOf(known, expected)) connection.run(FORGET, { command });
    for (const { command, withinMs } of standing(known, expected))
      connection.run(EXPECT, { command, withinMs, now });
  });
}

/** One that comes back later counts from then on. */
const FORGET = "delete from expectations where command = :command";
const EXPECT = `insert into expectations (command, since, within_ms) values (:command, :now, :withinMs)
  on conflict (command) do update set within_ms = :withinMs`;

/** What is expected, with what is kept of the commands whose modules did not load. */
export function readExpectations(connection: Connection, expected: Expected): Expectation[] {
  return standing(readKnown(connection), expected);
}

/** Commands, and in which span each should succeed. */
type Known = ReadonlyMap<string, number | null>;

function readKnown(connection: Connection): Known {
  const rows = connection.all("select command, within_ms from expectations");
  return new Map(rows.map((row) => [text(row, "command"), numberOrNull(row, "within_ms")]));
}

function isRegistered(connection: Connection, expected: Expected): boolean {
  const known = readKnown(connection);
  if (goneOf(known, expected).length > 0) return false;
  return standing(known, expected).every(({ command, withinMs }) => known.get(command) === withinMs);
}

function goneOf(known: Known, { expectations, unread }: Expected): string[] {
  const kept = new Set([...unread, ...expectations.map(({ command }) => command)]);
  return [...known.keys()].filter((command) => !kept.has(command));
}

function standing(known: Known, { expectations, unread }: Expected): Expectation[] {
  const kept = unread.flatMap((command) => {
    const withinMs = known.get(command) ?? null;
    return withinMs === null ? [] : { command, withinMs };
  });
  return shortestSpans([...expectations, ...kept]);
}
