import type { NewNotice, Silence } from "../../../core/notice.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text } from "../row.ts";
import { insertNotice } from "./outbox.ts";
import { lastSuccess } from "./verdicts.ts";

export function readSilences(connection: Connection, commands: string[], now: number): Silence[] {
  const known = connection.read(() => knownCommands(connection));
  const wanted = [...new Set(commands)];
  if (known.size !== wanted.length || !wanted.every((command) => known.has(command)))
    connection.write(() => expectThese(connection, wanted, now));
  return connection.read(() => wanted.map((command) => readSilence(connection, command, now)));
}

function knownCommands(connection: Connection): Set<string> {
  return new Set(connection.all("select command from expectations").map((row) => text(row, "command")));
}

/** One that comes back later counts from then on. */
function expectThese(connection: Connection, commands: readonly string[], now: number): void {
  for (const command of knownCommands(connection))
    if (!commands.includes(command))
      connection.run("delete from expectations where command = :command", { command });
  const add = "insert into expectations (command, since) values (:command, :now) on conflict do nothing";
  for (const command of commands) connection.run(add, { command, now });
}

function readSilence(connection: Connection, command: string, now: number): Silence {
  const row = connection.first("select since, told_for from expectations where command = :command", {
    command,
  });
  const success = lastSuccess(connection, command);
  const since = success ?? (row ? number(row, "since") : now);
  return {
    command,
    since,
    succeeded: success !== null,
    told: row !== undefined && numberOrNull(row, "told_for") === since,
  };
}

export function tellSilence(
  connection: Connection,
  { command, since }: Pick<Silence, "command" | "since">,
  { notices, now }: { notices: NewNotice[]; now: number },
): boolean {
  if (connection.run(TELL, { command, since }) === 0) return false;
  for (const notice of notices) insertNotice(connection, notice, now);
  return true;
}

/** The silence is known by its beginning: a success makes another of it. */
const TELL = `update expectations set told_for = :since
  where command = :command and told_for is not :since`;
