import { styleText } from "node:util";
import prettyMs from "pretty-ms";
import { wordMemory } from "../core/byte-size.ts";
import type { Attempt, Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import type { RunDetail } from "./run-detail.ts";
import { keyWord } from "./show-wait.ts";
import {
  agoWord,
  bytesWord,
  plainState,
  plainWord,
  progressWord,
  standingWord,
  stateWord,
  timeWord,
  tookWord,
} from "./words.ts";

/** A label and what stands behind it; null when there is nothing to say. */
type Fact = [label: string, said: string | null];

const LABEL_WIDTH = 11;

/** What is known of a run, a line each. */
export function describeFacts(detail: RunDetail, now: number): string[] {
  const facts = [
    ...whatFacts(detail.run),
    ["inbox", inboxWord(detail, now)] as Fact,
    ...whenFacts(detail.run, now),
    ...waitFacts(detail, now),
    ...whoFacts(detail),
  ];
  return facts.flatMap(([label, said]) =>
    said === null ? [] : [styleText("dim", label.padEnd(LABEL_WIDTH)) + said],
  );
}

function whatFacts(run: Run): Fact[] {
  const { error, progress } = run;
  const exit = run.exitCode === null ? "" : ` (exit ${run.exitCode})`;
  return [
    ["run", run.id],
    ["command", plainWord(run.command) + (run.dryRun ? " (dry run)" : "")],
    ["state", standingWord(run) + exit],
    ["why", run.reason === null ? null : plainWord(run.reason)],
    ["failures", run.maxAttempts > 1 ? `${run.failures} of ${run.maxAttempts} attempts` : null],
    ["error", error === null ? null : plainWord(`${error.name}: ${error.message}`)],
    ["args", json(run.args)],
    ["result", run.result === null ? null : json(run.result)],
    ["progress", progress === null ? null : progressWord(progress)],
  ];
}

function whenFacts(run: Run, now: number): Fact[] {
  const { requestedAt, scheduledFor, startedAt, finishedAt } = run;
  const took = tookWord(run, now);
  const waited = startedAt === null ? 0 : Math.max(0, startedAt - requestedAt);
  return [
    ["due", scheduledFor === null ? null : timeWord(scheduledFor)],
    ["asked", `${timeWord(requestedAt)}, ${agoWord(requestedAt, now)}`],
    ["started", startedAt === null ? null : `${timeWord(startedAt)}, ${prettyMs(waited)} later`],
    ["finished", finishedAt === null || startedAt === null ? null : `${timeWord(finishedAt)}, after ${took}`],
    ["runs for", run.state === "running" ? took : null],
  ];
}

/** Where and why it waits, and what it was queued with. */
function waitFacts({ run, wait }: RunDetail, now: number): Fact[] {
  const { queue, priority, runAfter, expiresAt, dedupeKey, limitKey, command } = run;
  const [waits, isLive] = [wait !== null, !isFinal(run.state)];
  return [
    ["queue", queue === null ? null : plainWord(`${queue}, priority ${priority}`)],
    ["not before", waits && runAfter !== null && runAfter > now ? timeWord(runAfter) : null],
    ["waiting", wait === null || wait.says === run.reason ? null : plainWord(wait.says)],
    ["expires", waits && expiresAt !== null ? `${timeWord(expiresAt)}, if it has not started by then` : null],
    ["dedupe key", isLive && dedupeKey !== null ? plainWord(dedupeKey) : null],
    ["limit key", isLive && limitKey !== null ? plainWord(keyWord({ command, limitKey })) : null],
  ];
}

function whoFacts({ run, attempts, parent }: RunDetail): Fact[] {
  const last = attempts.at(-1);
  const { cancelRequestedBy: canceller } = run;
  return [
    ["by", plainWord(`${run.actor} (${plainState(run.trigger)})`)],
    ["workflow", run.workflowId],
    ["schedule", run.scheduleId === null ? null : plainWord(run.scheduleId)],
    ["where", plainWord(run.pid === null ? run.host : `pid ${run.pid} on ${run.host}`)],
    ["used", last?.startedAt == null ? null : usedWord(last)],
    ["parent", run.parentId === null ? null : parentWord(run.parentId, parent)],
    ["tags", run.tags.length === 0 ? null : plainWord(run.tags.join(", "))],
    ["cancel", canceller === null ? null : plainWord(`asked for by ${canceller}`)],
  ];
}

function inboxWord({ failure }: RunDetail, now: number): string | null {
  if (!failure) return null;
  const { fingerprint, openedAt, closed, retry } = failure;
  const repeated = retry ? `; run ${retry.id} repeats it, which is ${retry.state}` : "";
  if (!closed) return `open since ${agoWord(openedAt, now)}, fingerprint ${fingerprint}${repeated}`;
  const note = closed.note === null ? "" : `: ${closed.note}`;
  return plainWord(`${closed.how} by ${closed.by} ${agoWord(closed.at, now)}${note}`);
}

function usedWord({ cpuMs, peakRss, outputBytes }: Attempt): string {
  const cpu = cpuMs === null ? [] : [`${prettyMs(cpuMs)} of CPU`];
  const memory = peakRss === null ? [] : [`${wordMemory(peakRss)} of memory at the peak`];
  return [...cpu, ...memory, `${bytesWord(outputBytes)} of output`].join(", ");
}

function parentWord(id: string, parent: Run | undefined): string {
  return parent ? `${id}, ${plainWord(parent.command)} ${stateWord(parent.state)}` : `${id}, pruned`;
}

/** Much more than a person reads; `--json` has all of it. */
const LONGEST_JSON = 2_000;

function json(value: unknown): string {
  const text = JSON.stringify(value);
  const more = text.length > LONGEST_JSON ? `… (${bytesWord(text.length)} in all: see --json)` : "";
  return plainWord(text.slice(0, LONGEST_JSON).toWellFormed()) + more;
}
