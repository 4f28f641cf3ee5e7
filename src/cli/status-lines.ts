import { styleText } from "node:util";
import { shortId } from "../core/ids.ts";
import type { Run, RunState } from "../core/run.ts";
import { stopperOf } from "../core/stopped.ts";
import { holderOf } from "./find-holder.ts";
import { LIVE_LIMIT, MOST_COUNTED, type Failure, type Status } from "./status-facts.ts";
import { describeTicking, scheduleSections } from "./status-schedule-lines.ts";
import type { Silence } from "../core/notice.ts";
import { overdueLine } from "./status-overdue.ts";
import { isSilent, type ScheduleStatus } from "./status-schedules.ts";
import { describeWorkers, hasUnworked, queueSection, type QueueStatus } from "./status-queues.ts";
import {
  agoWord,
  bytesWord,
  clockWord,
  plainWord,
  progressWord,
  stateWord,
  tookWord,
  whyWord,
} from "./words.ts";

/** How things stand, for people: what runs and will run, what is wrong, what the last day brought, what to type next. */
export function describeStatus(
  status: Status,
  { schedules, queues, overdue }: { schedules: ScheduleStatus; queues: QueueStatus; overdue: Silence[] },
  now: number,
): string {
  const { running, queued, failures, lastDay, ledger } = status;
  const [ticking, working] = [describeTicking(schedules, now), describeWorkers(queues, now)];
  const sections = [
    liveSection("running", running, (run) => runningLine(run, now)) ?? ["nothing is running"],
    liveSection("waiting", queued, (run) => waitingLine(run, { running, now })) ?? [],
    queueSection(queues, now),
    section(
      "open failures, until they succeed or somebody closes them",
      failures.filter(({ open }) => open),
      now,
    ),
    section(
      "failed within a day, and seen to",
      failures.filter(({ open }) => !open),
      now,
    ),
    overdueSection(overdue, now),
    ...scheduleSections(schedules, now),
    [
      ...(ticking === null ? [] : [`${label("scheduler")}${plainWord(ticking)}`]),
      ...(working === null ? [] : [`${label("workers")}${plainWord(working)}`]),
      `${label("last 24 hours")}${countLine(lastDay)}`,
      `${label("ledger")}${plainWord(ledger.location)}, ${ledger.runs} runs, ${bytesWord(ledger.bytes)}`,
      `${label("Next:")}${nextCommand(status, { schedules, queues })}`,
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** Enough to see what is going on. */
const SHOWN = 20;

function liveSection(title: string, runs: Run[], word: (run: Run) => string): string[] | null {
  if (runs.length === 0) return null;
  const hidden = runs.length - SHOWN;
  const count = runs.length === LIVE_LIMIT ? `at least ${hidden}` : String(hidden);
  const more = hidden > 0 ? [`  and ${count} more: errand history --state ${runs[0]?.state ?? ""}`] : [];
  return [styleText("dim", title), ...runs.slice(0, SHOWN).map(word), ...more];
}

function runningLine(run: Run, now: number): string {
  const far = run.progress === null ? "" : `, ${progressWord(run.progress)}`;
  const cancel = run.cancelRequestedBy === null ? "" : `, asked to stop by ${run.cancelRequestedBy}`;
  const where = `pid ${run.pid ?? "unknown"} on ${run.host}`;
  return `  ${shortId(run.id)}  ${plainWord(`${run.command} for ${tookWord(run, now)}${far}, ${where}${cancel}`)}`;
}

/** One that waits for nobody waits for whoever starts it. */
function waitingLine(run: Run, { running, now }: { running: Run[]; now: number }): string {
  const { concurrencyKey: key, command, queue, reason, requestedAt, runAfter } = run;
  // One that has its time waits for its turn, which is not taken by who runs beside it.
  const isHeld = runAfter === null && holderOf(run, running) !== undefined;
  const words = [
    `${command}, asked for ${agoWord(requestedAt, now)}`,
    queue === null ? "" : `in queue ${queue}`,
    runAfter !== null && runAfter > now ? `not before ${clockWord(runAfter, now)}` : "",
    isHeld ? `behind "${key ?? ""}"` : "",
    reason !== null && stopperOf(reason) !== undefined ? reason : "",
  ].filter((part) => part !== "");
  return `  ${shortId(run.id)}  ${plainWord(words.join(", "))}`;
}

function section(title: string, failures: Failure[], now: number): string[] {
  if (failures.length === 0) return [];
  return [styleText("dim", title), ...failures.map((failure) => failureLine(failure, now))];
}

function overdueSection(overdue: Silence[], now: number): string[] {
  if (overdue.length === 0) return [];
  return [styleText("dim", "overdue"), ...overdue.map((one) => `  ${plainWord(overdueLine(one, now))}`)];
}

function failureLine({ last, lastDay }: Failure, now: number): string {
  const when = agoWord(last.finishedAt ?? last.requestedAt, now);
  const times = lastDay === MOST_COUNTED ? `${lastDay} times or more` : `${lastDay} times`;
  const often = lastDay > 1 ? ` (${times} within a day)` : "";
  const why = whyWord(last);
  const said = plainWord(`${when}${often}${why === "" ? "" : `: ${why}`}`);
  return `  ${shortId(last.id)}  ${plainWord(last.command)} ${stateWord(last.state)} ${said}`;
}

const LABEL_WIDTH = 15;

function label(text: string): string {
  return styleText("dim", text.padEnd(LABEL_WIDTH));
}

function countLine(counts: Record<RunState, number>): string {
  const some = (Object.entries(counts) as [RunState, number][]).filter(([, count]) => count > 0);
  return some.length === 0
    ? "nothing ran"
    : some.map(([state, count]) => `${count} ${stateWord(state)}`).join(", ");
}

function nextCommand(
  { failures, running, queued }: Status,
  { schedules, queues }: { schedules: ScheduleStatus; queues: QueueStatus },
): string {
  if (isSilent(schedules)) return "errand start";
  if (hasUnworked(queues)) return "errand work";
  const [failure] = failures;
  if (failure?.open === true)
    return failure.last.queue === null ? `errand show ${shortId(failure.last.id)}` : "errand dead list";
  const stopped = queued.find(({ reason }) => stopperOf(reason) !== undefined);
  // It names what stops it, and how that goes on: no inbox does.
  if (stopped) return `errand show ${stopped.id}`;
  return running[0] ? `errand logs -f ${shortId(running[0].id)}` : "errand history";
}
