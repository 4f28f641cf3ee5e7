import { ErrandError } from "../../core/errors.ts";
import { isSame } from "../../core/same.ts";
import type { Schedule, Timing } from "../../core/schedule.ts";
import type { Registration, RegistrationResult } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";
import { numberOrNull, text, type Row } from "./row.ts";
import { nextRevision, readDefinition } from "./schedules.ts";
import { writeSchedule } from "./write-schedule.ts";

/**
 * Most registrations change nothing, and every scheduler and every crontab line makes one: only one that does change
 * something takes the write lock.
 */
export function registerSchedules(connection: Connection, registration: Registration): RegistrationResult {
  const foreseen = connection.read(() => compare(connection, registration));
  if (isEmpty(foreseen)) return namesOf(foreseen);
  return connection.write(() => apply(connection, registration));
}

interface Difference {
  added: Schedule[];
  changed: { schedule: Schedule; restart: boolean }[];
  removed: string[];
}

function compare(connection: Connection, { schedules, unread }: Registration): Difference {
  const rows = new Map(connection.all(KNOWN).map((row) => [text(row, "id"), row]));
  const difference: Difference = { added: [], changed: [], removed: [] };
  for (const schedule of schedules) {
    const row = rows.get(schedule.id);
    rows.delete(schedule.id);
    if (!row || isRemoved(row)) difference.added.push(schedule);
    else if (text(row, "source") === "dynamic") throw taken(schedule);
    else if (isChanged(row, schedule)) difference.changed.push(changeOf(row, schedule));
  }
  const gone = [...rows.values()].filter((row) => isGone(row, unread));
  difference.removed.push(...gone.map((row) => text(row, "id")));
  return difference;
}

const KNOWN = "select id, command, source, removed_at, definition from schedules";

function isRemoved(row: Row): boolean {
  return numberOrNull(row, "removed_at") !== null;
}

function taken({ id, place }: Schedule): ErrandError {
  const message = `schedule ${id} of ${place} has the id of one that was added by hand: each schedule needs an id of its own`;
  return new ErrandError("invalid_schedule", message, { next: `errand schedule remove ${id}` });
}

/** Equal text is the rule; the order of members alone is no change. */
function isChanged(row: Row, schedule: Schedule): boolean {
  return text(row, "definition") !== JSON.stringify(schedule) && !isSame(readDefinition(row), schedule);
}

function changeOf(row: Row, schedule: Schedule): Difference["changed"][number] {
  const before = readDefinition(row);
  return { schedule, restart: DUE_BY.some((member) => !isSame(before[member], schedule[member])) };
}

/** What a change of makes other instants due: all of them later than the change, or an edit would fire the past. */
const DUE_BY: readonly (keyof Timing)[] = [
  "rule",
  "timezone",
  "gap",
  "fold",
  "between",
  "unless",
  "from",
  "until",
  "exclude",
];

function isGone(row: Row, unread: string[]): boolean {
  if (isRemoved(row) || text(row, "source") === "dynamic") return false;
  return !unread.includes(text(row, "command"));
}

function isEmpty({ added, changed, removed }: Difference): boolean {
  return added.length + changed.length + removed.length === 0;
}

/** The write lock is held: what another process registered meanwhile is no difference any more. */
function apply(connection: Connection, registration: Registration): RegistrationResult {
  const difference = compare(connection, registration);
  const { now } = registration;
  const revision = nextRevision(connection);
  for (const schedule of difference.added)
    writeSchedule(connection, { schedule, now, revision, restart: true });
  for (const change of difference.changed) writeSchedule(connection, { ...change, now, revision });
  for (const id of difference.removed) connection.run(REMOVE, { id, now, revision });
  return namesOf(difference);
}

const REMOVE = "update schedules set removed_at = :now, revision = :revision where id = :id";

function namesOf({ added, changed, removed }: Difference): RegistrationResult {
  return { added: added.map(({ id }) => id), changed: changed.map(({ schedule }) => schedule.id), removed };
}
