import type { ErrandEvent } from "../core/events.ts";
import type { Run } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import { nameOf, wordEvent } from "./event-lines.ts";
import { createRunLogger } from "./run-logger.ts";

export interface EventLog {
  write(event: ErrandEvent): void;
  /** A line that is no event of the rooms: what the process itself does, in words for a person, too. */
  say(event: string, fields: Record<string, unknown>, msg: string): void;
}

/** Events as JSON lines for machines: `event`, its facts, and `msg` in the words that a person would read. */
export function createEventLog({
  now,
  write,
}: {
  now: () => number;
  write: (line: string) => void;
}): EventLog {
  const logger = createRunLogger({ bindings: { pid: process.pid }, now, write });
  return {
    write(event) {
      logger[levelOf(event)]({ event: event.type, ...factsOf(event) }, messageOf(event, now));
    },
    say: (event, fields, msg) => logger.info({ event, ...fields }, msg),
  };
}

function messageOf(event: ErrandEvent, now: () => number): string {
  // A screen tells of the end alone.
  if (event.type === "run.started") return wordStart(event.run);
  const words = wordEvent(event, { person: true, quiet: false, now });
  const lines = words?.split("\n").filter((line) => line.startsWith(OWN)) ?? [];
  return lines.map(withoutNext).join("; ") || event.type;
}

/** Other lines are of a stack, which is a fact of its own. */
const OWN = "errand: ";

function withoutNext(line: string): string {
  return line.slice(OWN.length).replace(/\.? Next: .*$/, "");
}

function wordStart(run: Run): string {
  return `${nameOf(run)} started${run.attempt === 1 ? "" : `, attempt ${run.attempt}`}`;
}

const WARNINGS: ReadonlySet<ErrandEvent["type"]> = new Set([
  "run.lost",
  "run.late",
  "run.retrying",
  "run.killing",
  "attempt.lease_lost",
  "output.not_recorded",
  "child.unstartable",
  "child.left_open",
  "pool.stray_error",
  "inline.stray_error",
  "inline.deaf",
  "dispatcher.stalled",
  "scheduler.stalled",
  "schedule.faulty",
  "clock.jumped",
  "notice.not_sent",
  "teller.stalled",
  "hook.failed",
]);

function levelOf(event: ErrandEvent): "info" | "warn" | "error" {
  if (event.type === "run.finished" && isFailure(event.run.state)) return "error";
  if (event.type === "tick.not_run" && event.tick.verdict === "missed") return "warn";
  return WARNINGS.has(event.type) ? "warn" : "info";
}

function factsOf(event: ErrandEvent): Record<string, unknown> {
  if ("run" in event) return runFacts(event.run);
  if ("runs" in event) return countsOf(event.runs);
  if ("notice" in event) return noticeFacts(event);
  if ("tick" in event) return { ...event.tick };
  if ("runId" in event) return { run: event.runId };
  if ("ref" in event) return { run: event.ref.runId, attempt: event.ref.attempt };
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== "type"));
}

function countsOf(runs: readonly Run[]): Record<string, unknown> {
  const failed = runs.filter(({ state }) => isFailure(state)).length;
  return { count: runs.length, failed, commands: [...new Set(runs.map(({ command }) => command))] };
}

function noticeFacts({
  notice,
  why,
  retryAt,
}: Extract<ErrandEvent, { type: "notice.not_sent" }>): Record<string, unknown> {
  const { id, kind, command, runId, channel, tries } = notice;
  return { notice: id, kind, command, run: runId, channel, tries, why, retryAt };
}

function runFacts({
  id,
  command,
  state,
  scheduleId,
  scheduledFor,
  attempt,
  exitCode,
  reason,
  ...run
}: Run): Record<string, unknown> {
  const { startedAt, finishedAt, error } = run;
  const durationMs = startedAt === null || finishedAt === null ? null : finishedAt - startedAt;
  const facts = { run: id, command, state, scheduleId, scheduledFor, attempt, exitCode, durationMs, reason };
  return error ? { ...facts, error } : facts;
}
