import type { Watch } from "../../notice-store.ts";
import type { Connection } from "../connection.ts";
import { number, text } from "../row.ts";

/** A pause is what somebody wanted. */
const UNRUN = "new.verdict <> 'run' and new.reason not like 'paused by %'";

/**
 * Whoever closes a row (a worker, an exit handler, a watchdog's thread, the rescuer, a person's cancel) writes one
 * statement; what hangs on it in the same transaction is written by the database itself. So nothing that ended can be
 * missed, and a ledger of which nobody wants to be told has no triggers and pays nothing.
 * Those that stand are known by their names, so a trigger that shall do another thing gets another name.
 */
const TRIGGERS: Readonly<Record<string, { watch: Watch; sql: string }>> = {
  told_ended: {
    watch: "ends",
    sql: `after update of state on runs when new.finished_at is not null and old.finished_at is null begin
      insert into happenings (at, kind, run) values (new.finished_at, 'ended', new.seq); end`,
  },
  told_born_ended: {
    watch: "ends",
    sql: `after insert on runs when new.finished_at is not null begin
      insert into happenings (at, kind, run) values (new.finished_at, 'ended', new.seq); end`,
  },
  told_unrun: {
    watch: "ends",
    sql: `after insert on ticks when ${UNRUN} begin
      insert into happenings (at, kind, schedule_id, scheduled_for, count, reason)
      values (new.settled_at, 'not_run', new.schedule_id, new.through, new.count, new.reason); end`,
  },
  told_unrun_more: {
    watch: "ends",
    sql: `after update of count on ticks when ${UNRUN} and new.count > old.count begin
      insert into happenings (at, kind, schedule_id, scheduled_for, count, reason)
      values (new.settled_at, 'not_run', new.schedule_id, new.through, new.count - old.count, new.reason); end`,
  },
  told_started: {
    watch: "starts",
    sql: `after update of state on runs when new.state = 'running' and old.state <> 'running' begin
      insert into happenings (at, kind, run) values (new.started_at, 'started', new.seq); end`,
  },
  told_born_started: {
    watch: "starts",
    sql: `after insert on runs when new.state = 'running' begin
      insert into happenings (at, kind, run) values (new.started_at, 'started', new.seq); end`,
  },
};

/** Asked at each start of a process that tells, so it writes only what differs. */
export function watchRuns(connection: Connection, what: Watch): void {
  const wanted = wantedFor(what);
  if (
    isSame(
      connection.read(() => standing(connection)),
      wanted,
    )
  )
    return;
  connection.write(() => {
    for (const name of standing(connection)) if (!wanted.includes(name)) drop(connection, name);
    for (const name of wanted)
      connection.script(`create trigger if not exists ${name} ${TRIGGERS[name]?.sql ?? ""}`);
  });
}

/** Who judges may be quicker: it is looked at again by the only writer. */
export function forgetUntold(connection: Connection, bound: UntoldBound): void {
  if (!connection.read(() => isBeyond(connection, bound))) return;
  connection.write(() => {
    if (!isBeyond(connection, bound)) return;
    for (const name of standing(connection)) drop(connection, name);
    connection.run("delete from happenings");
  });
}

interface UntoldBound {
  since: number;
  most: number;
}

function isBeyond(connection: Connection, { since, most }: UntoldBound): boolean {
  const oldest = connection.first(OLDEST);
  return oldest !== undefined && (number(oldest, "at") < since || number(oldest, "count") > most);
}

/** Ids are counted, not rows: whoever judges takes the oldest first, and leaves no gaps. */
const OLDEST = `select at, (select max(seq) from happenings) - seq + 1 as count
  from happenings order by seq limit 1`;

function wantedFor(what: Watch): string[] {
  const names = Object.keys(TRIGGERS).sort();
  return what === "starts" ? names : names.filter((name) => TRIGGERS[name]?.watch === "ends");
}

function standing(connection: Connection): string[] {
  const sql = "select name from sqlite_schema where type = 'trigger' and name like 'told\\_%' escape '\\'";
  return connection
    .all(sql)
    .map((row) => text(row, "name"))
    .sort();
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.join() === others.join();
}

function drop(connection: Connection, name: string): void {
  connection.script(`drop trigger if exists ${name}`);
}
