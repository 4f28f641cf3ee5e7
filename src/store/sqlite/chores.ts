import type { Connection } from "./connection.ts";

/**
 * A chore is due when its last claim is `everyMs` old, or lies more than that in the future: the clock was set back,
 * and the chore must not wait until it catches up.
 */
const DUE = "(claimed_at <= :now - :everyMs or claimed_at > :now + :everyMs)";

/** True for the one caller whose claim is written. Callers that come too early do not wait for the write lock. */
export function claimChore(connection: Connection, name: string, now: number, everyMs: number): boolean {
  const early = connection.read(() =>
    connection.first(`select 1 from chores where name = :name and not ${DUE}`, { name, now, everyMs }),
  );
  if (early) return false;
  return connection.write(() => connection.run(CLAIM, { name, now, everyMs }) === 1);
}

const CLAIM = `insert into chores (name, claimed_at) values (:name, :now)
  on conflict (name) do update set claimed_at = :now where ${DUE}`;
