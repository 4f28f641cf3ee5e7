import { RUN_STATES, type RunState, type Trigger } from "../../core/run.ts";
import { isFinal } from "../../core/transition.ts";
import type { RunFilter } from "../history-store.ts";
import type { Connection, Params } from "./connection.ts";
import { number } from "./row.ts";
import { listGroups, listLiveGroups, type RunGroup } from "./run-groups.ts";

/** Runs that stand side by side in an index, in the order of `seq`; a condition that holds for them and for no others. */
export interface RunRange {
  where: string;
  params: Params;
  /** The state of all of them, where they share one. */
  state: RunState | null;
}

/** A part of the ledger: `low` ≤ seq < `below`. */
export interface Span {
  low: number;
  below: number;
}

/** Ranges that hold every run of the filter's parent, workflow, schedule and tick, or command, states and trigger. */
export function rangesOf(connection: Connection, filter: RunFilter): RunRange[] {
  if (filter.parentId !== undefined) return [ofParent(filter.parentId)];
  if (filter.workflowId !== undefined) return [ofWorkflow(filter.workflowId)];
  if (filter.scheduleId !== undefined) return [ofSchedule(filter.scheduleId, filter.scheduledFor)];
  const { command, states, trigger } = filter;
  if ((command ?? states ?? trigger) === undefined) return [EVERYTHING];
  return [...overRanges(connection, filter), ...liveRanges(connection, filter)];
}

/** Ranges of the runs that are over. */
export function overRanges(connection: Connection, filter: RunFilter): RunRange[] {
  const groups = listGroups(connection, filter.command);
  return groups.filter((group) => group.state !== null && isWanted(group, filter)).map(ofGroup);
}

/** Those that run are few, and stand among many that wait: where they alone are wanted they are found by their attempts. */
function liveRanges(connection: Connection, filter: RunFilter): RunRange[] {
  const wanted = LIVE_STATES.filter((state) => filter.states?.includes(state) ?? true);
  if (wanted.length === 1 && wanted[0] === "running") return [RUNNING];
  const groups =
    filter.command === undefined ? listLiveGroups(connection) : listGroups(connection, filter.command);
  return groups.filter((group) => group.state === null && isWanted(group, filter)).map(ofGroup);
}

const LIVE_STATES = RUN_STATES.filter((state) => !isFinal(state));

/** Whether some run of a group, or a run, has the state and the trigger that are asked for. */
export function isWanted(
  { state, trigger }: { state: RunState | null; trigger: Trigger },
  filter: RunFilter,
): boolean {
  const states = state === null ? LIVE_STATES : [state];
  return (
    states.some((one) => filter.states?.includes(one) ?? true) && (filter.trigger ?? trigger) === trigger
  );
}

const EVERYTHING: RunRange = { where: "true", params: {}, state: null };

function ofParent(parentId: string): RunRange {
  return { where: "parent_id = :parentId", params: { parentId }, state: null };
}

function ofWorkflow(workflowId: string): RunRange {
  return { where: "workflow_id = :workflowId", params: { workflowId }, state: null };
}

function ofSchedule(scheduleId: string, scheduledFor: number | undefined): RunRange {
  const where = "schedule_id = :scheduleId";
  if (scheduledFor === undefined) return { where, params: { scheduleId }, state: null };
  const params = { scheduleId, scheduledFor };
  return { where: `${where} and scheduled_for = :scheduledFor`, params, state: null };
}

export function ofGroup({ command, state, trigger }: RunGroup): RunRange {
  const where = "command = :command and trigger = :trigger";
  return state === null
    ? { where: `${where} and finished_at is null`, params: { command, trigger }, state }
    : { where: `${where} and state = :state and ${OVER}`, params: { command, state, trigger }, state };
}

const OVER = "finished_at is not null";
const RUNNING: RunRange = {
  where: "seq in (select run from attempts where outcome is null) and state = 'running'",
  params: {},
  state: "running",
};

/** The newest `count` of a range within a span. */
export function newestIn(
  connection: Connection,
  range: RunRange,
  { low, below }: Span,
  count: number,
): number[] {
  const sql = `select seq from runs where ${range.where} and seq >= :low and seq < :below order by seq desc limit :count`;
  return connection.all(sql, { ...range.params, low, below, count }).map((row) => number(row, "seq"));
}

/** How many runs stand in a range within a span; counting ends at `most`. */
export function countIn(connection: Connection, range: RunRange, { low, below }: Span, most: number): number {
  const sql = `select count(*) as runs from
    (select 1 from runs where ${range.where} and seq >= :low and seq < :below limit :most)`;
  return number(connection.first(sql, { ...range.params, low, below, most }) ?? {}, "runs");
}

/** The same to the end: to count through a subquery takes twice as long. */
export function countAllIn(connection: Connection, range: RunRange, { low, below }: Span): number {
  const sql = `select count(*) as runs from runs where ${range.where} and seq >= :low and seq < :below`;
  return number(connection.first(sql, { ...range.params, low, below }) ?? {}, "runs");
}
