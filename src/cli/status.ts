import type { Command } from "commander";
import { EXIT } from "../core/errors.ts";
import type { ErrandProcess } from "../store/work-store.ts";
import { addProjectFlags } from "./project-flags.ts";
import { rescueToRead } from "./rescue-to-read.ts";
import { iso, runJson } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { readStatus, type Status } from "./status-facts.ts";
import { queueStatusJson, readQueueStatus } from "./status-queues.ts";
import { describeStatus } from "./status-lines.ts";
import { findOverdue, overdueJson } from "./status-overdue.ts";
import { tableWidth } from "./table-width.ts";
import { cutLine } from "./words.ts";
import { isSilent, readScheduleStatus, type ScheduleStatus } from "./status-schedules.ts";

interface StatusOptions {
  strict?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--strict", "exit 1 while a failure is open that nobody watched, or a command is overdue")
    .option("--json", "as JSON")
    .action(shell.act((options: StatusOptions) => status(options, shell)));
}

async function status({ strict, json }: StatusOptions, shell: Shell): Promise<number> {
  const app = await rescueToRead(shell);
  const now = shell.host.clock.now();
  const [found, schedules] = [await readStatus(app.store, now), await readScheduleStatus(shell)];
  const [queues, overdue] = [await readQueueStatus(shell), await findOverdue(shell)];
  if (json === true)
    shell.printJson({
      ...statusJson(found),
      overdue: overdue.map(overdueJson),
      ...schedulesJson(schedules),
      ...queueStatusJson(queues),
      workers: queues.workers.map(workerJson),
    });
  else shell.tell(cutEntries(describeStatus(found, { schedules, queues, overdue }, now), shell));
  const isWrong = strict === true && (found.failures.some(({ open }) => open) || overdue.length > 0);
  return isWrong || isSilent(schedules) || schedules.ahead.length > 0 ? EXIT.failed : EXIT.ok;
}

/** An error may be of any length; `errand show` has it. Lines that are to be typed or found stay whole. */
function cutEntries(text: string, { host }: Shell): string {
  const width = tableWidth(host);
  return text
    .split("\n")
    .map((line) => (line.startsWith("  ") ? cutLine(line, width) : line))
    .join("\n");
}

function statusJson({ running, queued, failures, lastDay, ledger }: Status) {
  return {
    running: running.map(runJson),
    queued: queued.map(runJson),
    failures: failures.map(({ last, ...rest }) => ({ ...rest, last: runJson(last) })),
    lastDay,
    ledger,
  };
}

function schedulesJson({ count, ticking, next, paused, ahead, broken }: ScheduleStatus) {
  return {
    scheduler: {
      alive: ticking.alive.length > 0,
      processes: ticking.alive.map(processJson),
      last: ticking.last && processJson(ticking.last),
    },
    schedules: {
      count,
      next: next.map((tick) => ({ ...tick, scheduledFor: iso(tick.scheduledFor) })),
      paused: paused.map(({ schedule, state }) => ({
        scheduleId: schedule.id,
        by: state?.pause?.by ?? null,
        reason: state?.pause?.reason ?? null,
        until: iso(state?.pause?.until ?? null),
      })),
      ahead: ahead.map(({ schedule, state }) => ({
        scheduleId: schedule.id,
        until: iso(state?.watermark ?? null),
      })),
      broken,
    },
  };
}

function workerJson(worker: ErrandProcess) {
  return { ...processJson(worker), queues: worker.queues };
}

function processJson({ kind, owner, startedAt, heartbeatAt, stoppedAt }: ErrandProcess) {
  const times = { startedAt: iso(startedAt), heartbeatAt: iso(heartbeatAt), stoppedAt: iso(stoppedAt) };
  return { kind, host: owner.host, pid: owner.pid, ...times };
}
