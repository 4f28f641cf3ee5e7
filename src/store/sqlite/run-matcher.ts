import { RUN_STATES, TRIGGERS } from "../../core/run.ts";
import type { JsonValue } from "../../core/json.ts";
import type { RunFilter } from "../history-store.ts";
import { fromJsonObject } from "./json-column.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "./row.ts";
import { isWanted } from "./run-ranges.ts";
import { spellings } from "./text-query.ts";
import { fold, outcomeText, requestText } from "./texts.ts";

/** The columns that a match is proved by. The part of a result that is searched is at its front. */
export const MATCH_COLUMNS = `seq, command, state, trigger, requested_at, queue, parent_id, workflow_id, schedule_id, scheduled_for, args, reason,
  error_name, error_message, substr(result, 1, 5000) as result`;

/**
 * Whether a row is what the filter means: the last word, whatever narrowed the candidates. Of tags nothing is asked here:
 * where one is wanted, only runs that have it are candidates.
 */
export function createMatcher(filter: RunFilter): (row: Row) => boolean {
  const needles = filter.search === undefined ? [] : spellings(filter.search);
  return (row) =>
    isOfCommand(row, filter) &&
    isInTime(row, filter) &&
    isOfTick(row, filter) &&
    hasMembers(row, filter.args ?? []) &&
    holdsOneOf(row, needles);
}

function isOfCommand(row: Row, filter: RunFilter): boolean {
  const { command, queue, parentId, workflowId } = filter;
  if (command !== undefined && text(row, "command") !== command) return false;
  if (queue !== undefined && textOrNull(row, "queue") !== queue) return false;
  if (parentId !== undefined && textOrNull(row, "parent_id") !== parentId) return false;
  if (workflowId !== undefined && textOrNull(row, "workflow_id") !== workflowId) return false;
  return isWanted({ state: word(row, "state", RUN_STATES), trigger: word(row, "trigger", TRIGGERS) }, filter);
}

function isInTime(row: Row, { since = -Infinity, until = Infinity }: RunFilter): boolean {
  const requestedAt = number(row, "requested_at");
  return requestedAt >= since && requestedAt < until;
}

function isOfTick(row: Row, { scheduleId, scheduledFor }: RunFilter): boolean {
  if (scheduleId !== undefined && textOrNull(row, "schedule_id") !== scheduleId) return false;
  return scheduledFor === undefined || numberOrNull(row, "scheduled_for") === scheduledFor;
}

function hasMembers(row: Row, members: NonNullable<RunFilter["args"]>): boolean {
  if (members.length === 0) return true;
  const args = fromJsonObject(text(row, "args"));
  return members.every(({ path, value }) => hasValue(findMember(args, path.split(".")), value));
}

/** Own members only: a path can't climb to what every object has. */
function findMember(value: JsonValue | undefined, steps: string[]): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const own = Object.entries(value).find(([key]) => key === step);
  return own && findMember(own[1], rest);
}

/** A repeatable arg has each of its values. */
function hasValue(member: JsonValue | undefined, value: string): boolean {
  if (Array.isArray(member)) return member.some((item) => !Array.isArray(item) && hasValue(item, value));
  return member !== undefined && (member === null || typeof member !== "object") && String(member) === value;
}

function holdsOneOf(row: Row, needles: string[]): boolean {
  if (needles.length === 0) return true;
  const texts = [fold(text(row, "command")), requestText(text(row, "args")), outcomeOf(row)];
  return needles.some((needle) => texts.some((part) => part.includes(needle)));
}

function outcomeOf(row: Row): string {
  return outcomeText({
    name: textOrNull(row, "error_name"),
    message: textOrNull(row, "error_message"),
    reason: textOrNull(row, "reason"),
    result: textOrNull(row, "result"),
  });
}
