import prettyMs from "pretty-ms";
import type { ErrandEvent } from "../core/events.ts";
import type { Tick } from "../core/schedule.ts";
import { shortId } from "../core/ids.ts";
import { clockWord, timeWord, withTimes } from "../core/local-time-words.ts";
import { describeHolder } from "../core/policy.ts";
import { describeRetry } from "../core/retry.ts";
import { printable } from "../core/printable.ts";
import type { Run } from "../core/run.ts";
import { whyEnded } from "../core/why-ended.ts";
import { sayStray } from "./say-stray.ts";

/** Who listens. A person hears of success too; with `quiet`, everybody hears only of what went wrong. */
export interface Wording {
  person: boolean;
  quiet: boolean;
  now: () => number;
}

/** The line for an event, without its line end; null when it is not worth one. Errors that nobody expected bring their stack. */
export function wordEvent(event: ErrandEvent, wording: Wording): string | null {
  return (
    wordRunEvent(event, wording) ??
    wordAttemptEvent(event) ??
    wordScheduleEvent(event, wording) ??
    wordTelling(event)
  );
}

function wordRunEvent(event: ErrandEvent, { person, quiet, now }: Wording): string | null {
  switch (event.type) {
    case "run.waiting":
      return line(
        `${nameOf(event.run)} waits: ${describeHolder(event.holder, now())}`,
        `errand cancel ${shortId(event.holder.id)}`,
      );
    case "run.skipped":
      return quiet ? null : wordSkipped(event.run, event.holder);
    case "run.late":
      return lineOf(event.run, `should have started ${prettyMs(event.lateMs)} ago`);
    case "run.requeued":
      return line(`${nameOf(event.run)} was interrupted and is queued again`, "errand start");
    case "run.retrying":
      return quiet ? null : wordRetry(event);
    case "run.finished":
    case "run.left":
      return wordFinished(event.run, person && !quiet);
    case "runs.finished":
      return wordBatch(event.runs, person && !quiet);
    case "run.lost":
      return wordLost(event.run, event.endedPids);
    case "run.unclosed":
      return line(
        `${nameOf(event.run)} is over, and its row cannot be closed, trying again for ${prettyMs(event.forMs)}; Ctrl-C gives up: ${event.why}`,
      );
    case "run.interrupting":
      return wordInterrupting(event, person);
    case "run.killing":
      return lineOf(event.run, "did not stop: ending it by force");
    default:
      return null;
  }
}

/** Who pressed Ctrl-C is told what another one does; a limit, a cancel or a service's stop was nobody's hand here. */
function wordInterrupting(
  { run, cause, graceMs }: Extract<ErrandEvent, { type: "run.interrupting" }>,
  person: boolean,
): string {
  const said = `${cause}: ${nameOf(run)} has ${prettyMs(graceMs)} to stop`;
  return person && cause === "cancelled by SIGINT"
    ? line(`${said}; Ctrl-C again ends it now`)
    : line(said, `errand show ${shortId(run.id)}`);
}

/** Who was in its way can be ended; the skipped run itself has no more to tell. */
function wordSkipped(run: Run, holder: Run | undefined): string {
  // A wish ends a run that waits as well, and its reason says so.
  if (run.state === "cancelled") return lineOf(run, `was ${run.reason ?? "cancelled"}`);
  const said = `skipped: ${run.reason ?? ""}`;
  return holder ? line(`${nameOf(run)} ${said}`, `errand cancel ${shortId(holder.id)}`) : lineOf(run, said);
}

function wordRetry({ run, outcome, waitMs, why }: Extract<ErrandEvent, { type: "run.retrying" }>): string {
  const when = waitMs === 0 ? "at once" : `in ${prettyMs(waitMs)}`;
  return lineOf(run, describeRetry(outcome, run, { when, why }));
}

/** One line for each that went wrong, and one for all that went well: nobody reads thousands a second. */
function wordBatch(runs: readonly Run[], person: boolean): string | null {
  const good = runs.filter(({ state }) => state === "succeeded");
  const bad = runs.filter(({ state }) => state !== "succeeded").map((run) => wordFinished(run, person));
  const counted = [...Map.groupBy(good, ({ command }) => command)].map(([name, its]) =>
    line(`${name} succeeded${its.length === 1 ? "" : ` ${its.length} times`}`),
  );
  const lines = [...(person ? counted : []), ...bad.filter((words) => words !== null)];
  return lines.length === 0 ? null : lines.join("\n");
}

function lineOf(run: Run, said: string): string {
  return line(`${nameOf(run)} ${said}`, `errand show ${shortId(run.id)}`);
}

/** Which schedule it was of, where that is not plain. */
export function nameOf({ command, scheduleId }: Run): string {
  return scheduleId === null || scheduleId === command ? command : `${command} (${scheduleId})`;
}

function wordAttemptEvent(event: ErrandEvent): string | null {
  switch (event.type) {
    case "attempt.lease_lost":
      return line(
        `run ${event.ref.runId} was closed by somebody else meanwhile; nothing was changed`,
        `errand show ${shortId(event.ref.runId)}`,
      );
    case "attempt.processes_left":
      return line(`left running: ${nameProcesses(event.processes)}`);
    case "attempt.processes_ended":
      return line(`ended what it left behind: ${nameProcesses(event.processes)}`);
    case "output.not_recorded":
      return line(`output of run ${event.ref.runId} could not be kept: ${event.why}`, "errand doctor");
    case "child.unstartable":
      return line(
        `no process can be started to run commands in, trying again: ${event.why}`,
        "errand doctor",
      );
    case "child.left_open":
      return line(
        `${event.commands.join(", ")} left ${event.open.join(", ")} open in pid ${event.pid}, which lives other runs too`,
      );
    case "pool.stray_error":
    case "inline.stray_error":
    case "inline.deaf":
      return line(...sayStray(event));
    default:
      return null;
  }
}

function wordScheduleEvent(event: ErrandEvent, { quiet, now }: Wording): string | null {
  switch (event.type) {
    case "dispatcher.stalled":
      return line(`no run can be claimed or closed, trying again: ${event.why}`, "errand doctor");
    case "scheduler.stalled":
      return line(`no tick can be settled, trying again: ${event.why}`, "errand doctor");
    case "tick.not_run":
      return quiet ? null : wordTick(event.tick, now());
    case "schedules.registered":
      return quiet ? null : line(`schedules: ${wordChanges(event)}`, "errand schedule list");
    case "schedule.faulty":
      return line(event.message, "errand schedule list");
    case "clock.jumped":
      return line(wordJump(event.byMs), event.byMs < 0 ? "errand status" : undefined);
    default:
      return null;
  }
}

function wordTelling(event: ErrandEvent): string | null {
  switch (event.type) {
    case "notice.not_sent": {
      const { kind, command, channel } = event.notice;
      const then = event.retryAt === null ? "it is given up" : "it is tried again";
      return line(`notice ${kind} of ${command} was not sent to ${channel}, ${then}: ${event.why}`, NOTIFY);
    }
    case "teller.stalled":
      return line(`nobody can be told of what happens, trying again: ${event.why}`, "errand doctor");
    case "hook.failed":
      return line(
        `${event.hook} of ${event.command} failed, its run stays as it is: ${event.why}`,
        `errand logs ${shortId(event.ref.runId)}`,
      );
    default:
      return null;
  }
}

const NOTIFY = "errand notify list";

function wordTick({ scheduleId, scheduledFor, count, verdict, reason }: Tick, now: number): string {
  const what = count === 1 ? "" : ` ${count} times`;
  return line(
    `${scheduleId} ${verdict}${what}, ${count === 1 ? "at" : "from"} ${clockWord(scheduledFor, now)}: ${withTimes(reason ?? "", timeWord)}`,
    `errand schedule why ${scheduleId}`,
  );
}

function wordChanges(changes: { added: string[]; changed: string[]; removed: string[] }): string {
  return (["added", "changed", "removed"] as const)
    .filter((kind) => changes[kind].length > 0)
    .map((kind) => `${kind} ${nameSome(changes[kind])}`)
    .join("; ");
}

const MOST_NAMED = 10;

function nameSome(ids: readonly string[]): string {
  const rest = ids.length - MOST_NAMED;
  return ids.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function wordJump(byMs: number): string {
  const by = prettyMs(Math.abs(byMs));
  return byMs > 0
    ? `the clock leapt ${by} ahead: it was set, or the machine slept; what fell due meanwhile is caught up as each schedule says`
    : `the clock was put back ${by}: nothing that ran will run again`;
}

function nameProcesses(processes: { pid: number; title: string }[]): string {
  return processes.map(({ pid, title }) => `${pid} ${title}`).join(", ");
}

function wordFinished(run: Run, tellSuccess: boolean): string | null {
  const took = prettyMs((run.finishedAt ?? 0) - (run.startedAt ?? run.finishedAt ?? 0));
  const show = `errand show ${shortId(run.id)}`;
  if (run.state === "succeeded") {
    const result = run.result === null ? "" : `: ${JSON.stringify(run.result)}`;
    return !tellSuccess ? null : line(`${nameOf(run)} succeeded in ${took}${result}`, show);
  }
  const why = whyEnded(run.state, run) ?? "no reason recorded";
  const stack = run.error?.stack ? `${printable(run.error.stack)}\n` : "";
  return (
    stack +
    line(
      `${nameOf(run)} ${run.state.replace("_", " ")}${howOften(run)} after ${took} (exit ${run.exitCode ?? "unknown"}): ${why}`,
      show,
    )
  );
}

/** Of a run that was tried more than once. */
function howOften({ state, failures, maxAttempts }: Run): string {
  const isFailed = state === "failed" || state === "timed_out";
  return isFailed && maxAttempts > 1 ? ` for good (attempt ${failures} of ${maxAttempts})` : "";
}

function wordLost(run: Run, endedPids: number[]): string {
  const ended = endedPids.length > 0 ? `; ended what it left behind: ${endedPids.join(", ")}` : "";
  return line(
    `run ${run.id} of ${nameOf(run)} is lost: ${run.reason ?? ""}${ended}`,
    `errand show ${shortId(run.id)}`,
  );
}

/** One line, whatever the texts in it hold, that ends with the next command to type. */
export function line(message: string, next?: string): string {
  const said = printable(message, { oneLine: true });
  const stop = /[.?!]$/.test(said) ? "" : ".";
  return next === undefined ? `errand: ${said}` : `errand: ${said}${stop} Next: ${next}`;
}
