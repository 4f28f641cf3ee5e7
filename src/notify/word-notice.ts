import prettyMs from "pretty-ms";
import type { NoticeEvent, Silence, Streak, UnrunTicks } from "../core/notice.ts";
import type { Run } from "../core/run.ts";
import { whyEnded } from "../core/why-ended.ts";

/** What a notice says of a run, in one line. `streak` is the one that it is part of, or that it ended. */
export function wordRun(event: NoticeEvent, run: Run, streak: Streak): string {
  const { command } = run;
  if (event === "recovered") return `${command} succeeded again, after ${times(streak, "failure")}`;
  if (event === "skip")
    return `${command} was skipped${inARow(streak)}: ${run.reason ?? "no reason recorded"}`;
  const how = run.state === "lost" ? "was lost" : run.state === "timed_out" ? "timed out" : "failed";
  const good = event === "dead" ? " for good" : "";
  return `${command} ${how}${good}${inARow(streak)}: ${whyEnded(run.state, run) ?? `exit ${run.exitCode ?? "unknown"}`}`;
}

export function wordLate({ command }: Run, lateMs: number, streak: Streak): string {
  return `${command} started ${prettyMs(lateMs)} late${inARow(streak)}`;
}

export function wordNotRun({ command, scheduledFor, reason }: UnrunTicks, streak: Streak): string {
  return `${command} did not run at ${new Date(scheduledFor).toISOString()}${inARow(streak)}: ${reason}`;
}

export function wordInTime({ command }: Run): string {
  return `${command} succeeded, and is overdue no more`;
}

/** The dead-man's rule. */
export function wordSilence({ command, since, succeeded, withinMs }: Silence): string {
  const within = prettyMs(withinMs);
  return succeeded
    ? `${command} has not succeeded for ${within}: its last success was at ${new Date(since).toISOString()}`
    : `${command} has not succeeded for ${within}: it never did since it is expected, ${new Date(since).toISOString()}`;
}

function inARow({ count }: Streak): string {
  return count > 1 ? `, ${count} times in a row` : "";
}

function times({ count }: Streak, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
