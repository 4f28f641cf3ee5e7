import prettyMs from "pretty-ms";
import type { Attempt, Run } from "../core/run.ts";
import { iso } from "../core/run-json.ts";
import type { Pause } from "../core/schedule.ts";
import { stopperOf } from "../core/stopped.ts";
import type { Store } from "../store/store.ts";
import { findHolder } from "./find-holder.ts";
import { readWorkers } from "./queue/read-workers.ts";
import { pauseWord } from "./schedule/pause-word.ts";
import type { Shell } from "./shell.ts";

/** What a run of a queue waits for: what has to be over first, where several things have to. */
export interface Wait {
  /**
   * workflow: other runs of it. start: whoever has it in hands starts it any moment. queue: its queue rests. overlap,
   * limit: it is parked until a lock or a limit lets it go. time: its time, or that of its next attempt. worker: nobody
   * works its queue. turn: those before it.
   */
  for: "workflow" | "start" | "queue" | "overlap" | "limit" | "time" | "worker" | "turn";
  /** As the end of "it waits: …". */
  says: string;
  /** The run that holds its lock, where that runs. */
  holderId: string | null;
  pause: Pause | null;
}

/** Why a run stands in its queue; null for one that waits in none. */
export async function readWait(run: Run, attempts: readonly Attempt[], shell: Shell): Promise<Wait | null> {
  const { state, queue } = run;
  if (state !== "queued" || queue === null) return null;
  const wait = waitOf(run, attempts.at(-1));
  if (wait !== null) return wait;
  const [{ store }, now] = [await shell.app(), shell.host.clock.now()];
  const pause = (await store.queues(now)).find(({ name }) => name === queue)?.pause ?? null;
  if (pause !== null) return aWait("queue", `its queue is ${pauseWord(pause, now)}`, { pause });
  if (run.runAfter === null) return parkedWait(run, store);
  if (run.runAfter > now) return timeWait(run, run.runAfter - now);
  if ((await readWorkers(shell, queue)).length === 0) return aWait("worker", `nobody works queue ${queue}`);
  return aWait("turn", "others go first, or a limit of its command or queue holds it back");
}

/** What the run's own row says. */
function waitOf({ reason }: Run, last: Attempt | undefined): Wait | null {
  if (last?.outcome === null)
    return aWait("start", `pid ${last.owner.pid} on ${last.owner.host} is about to start it`);
  return reason !== null && isOfNeeds(reason) ? aWait("workflow", reason) : null;
}

/** As the ledger words what a run of a workflow waits for; any other reason tells how the last attempt went. */
function isOfNeeds(reason: string): boolean {
  return reason.startsWith("waits for run ") || stopperOf(reason) !== undefined;
}

async function parkedWait(run: Run, store: Store): Promise<Wait> {
  const { limitKey, command } = run;
  const holder = limitKey === null ? await findHolder(run, store) : undefined;
  if (holder)
    return aWait("overlap", `run ${holder.id} of ${holder.command} holds its lock`, { holderId: holder.id });
  if (limitKey === null) return aWait("overlap", "another run holds its lock");
  return aWait(
    "limit",
    `as many run with its key ${keyWord({ command, limitKey })} as may, or too many began lately`,
  );
}

function timeWait({ failures, losses, attempt }: Run, ms: number): Wait {
  const isRetry = failures + losses > 0 || attempt > 0;
  return aWait(
    "time",
    `${isRetry ? "its next attempt" : "its time"} is in ${prettyMs(ms, { compact: true })}`,
  );
}

/** The key as it was given: the row has the command's name before it. */
export function keyWord({ command, limitKey }: { command: string; limitKey: string }): string {
  return limitKey.startsWith(`${command} `) ? limitKey.slice(command.length + 1) : limitKey;
}

function aWait(kind: Wait["for"], says: string, more: Partial<Wait> = {}): Wait {
  return { for: kind, says, holderId: null, pause: null, ...more };
}

/** As `show --json` tells it; null for a run that waits in no queue. */
export function waitJson(wait: Wait | null) {
  if (wait === null) return null;
  const { pause, ...rest } = wait;
  return { ...rest, pause: pause && { ...pause, at: iso(pause.at), until: iso(pause.until) } };
}
