import type { Expectation, Expected, NewNotice, Silence, ToldSilence } from "../../../core/notice.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text } from "../row.ts";
import { readExpectations } from "./expectations.ts";
import { insertNotice } from "./outbox.ts";
import { lastSuccess } from "./verdicts.ts";

export function readSilences(connection: Connection, expected: Expected, now: number): Silence[] {
  return readExpectations(connection, expected).map((one) => readSilence(connection, one, now));
}

function readSilence(connection: Connection, { command, withinMs }: Expectation, now: number): Silence {
  const row = connection.first("select since, told_for from expectations where command = :command", {
    command,
  });
  const success = lastSuccess(connection, command);
  const since = success ?? (row ? number(row, "since") : now);
  return {
    command,
    withinMs,
    since,
    succeeded: success !== null,
    told:
      row !== undefined && numberOrNull(row, "told_for") === since ? channelsOf(connection, command) : null,
  };
}

function channelsOf(connection: Connection, command: string): string[] {
  return connection.all(CHANNELS, { command }).map((row) => text(row, "channel"));
}

const CHANNELS = "select channel from silence_tells where command = :command order by channel";

/** Silences that were told of, of these commands. */
export function toldSilences(connection: Connection, commands: Iterable<string>): ToldSilence[] {
  return [...commands].flatMap((command) => {
    const row = connection.first(TOLD, { command });
    return row ? { command, since: number(row, "told_for"), told: channelsOf(connection, command) } : [];
  });
}

const TOLD = "select told_for from expectations where command = :command and told_for is not null";

/** Its end was told too, or need not be. */
export function forgetTold(connection: Connection, command: string): void {
  connection.run("update expectations set told_for = null where command = :command", { command });
  connection.run(FORGET_CHANNELS, { command });
}

const FORGET_CHANNELS = "delete from silence_tells where command = :command";

export function tellSilence(
  connection: Connection,
  { command, since }: Pick<Silence, "command" | "since">,
  { notices, now }: { notices: NewNotice[]; now: number },
): boolean {
  const isNew = connection.run(TELL, { command, since }) > 0;
  if (isNew) connection.run(FORGET_CHANNELS, { command });
  const own = notices.filter(({ channel }) => connection.run(TELL_CHANNEL, { command, channel }) > 0);
  for (const notice of own) insertNotice(connection, notice, now);
  return isNew || own.length > 0;
}

/** The silence is known by its beginning: a success makes another of it. */
const TELL = `update expectations set told_for = :since
  where command = :command and told_for is not :since`;

const TELL_CHANNEL = `insert or ignore into silence_tells (command, channel)
  select command, :channel from expectations where command = :command`;
