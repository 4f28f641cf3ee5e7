import { styleText } from "node:util";
import { shortId } from "../core/ids.ts";
import { printable } from "../core/printable.ts";
import { joinReasons } from "../core/retry.ts";
import type { Attempt, Run } from "../core/run.ts";
import { stopperOf } from "../core/stopped.ts";
import { isFinal } from "../core/transition.ts";
import { describeFacts } from "./show-facts.ts";
import type { RunDetail } from "./run-detail.ts";
import { workflowTree } from "./show-workflow.ts";
import { typeAgain } from "./type-again.ts";
import { agoWord, plainState, plainWord, stateWord, tookWord } from "./words.ts";

/** All about a run, for people: facts first, then error, attempts and output, then what to type next. */
export function describeRun(detail: RunDetail, now: number): string {
  const { run, attempts, workflow, children } = detail;
  const sections = [
    describeFacts(detail, now),
    run.error?.stack ? [printable(run.error.stack)] : [],
    section("attempts", tellsMore(detail) ? attempts.map((attempt) => attemptLine(attempt, now)) : []),
    section("last lines", detail.tail),
    section("workflow", workflowTree(workflow, run.id, now)),
    section(
      "runs that came of it",
      children.map((child) => childLine(child, now)),
    ),
    ...startedSections(detail, now),
    [nextLine(detail)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** A single attempt says no more than its run does, unless the run waits for another one. */
function tellsMore({ run, attempts }: RunDetail): boolean {
  return attempts.length > 1 || (run.state === "queued" && attempts.some(({ outcome }) => outcome !== null));
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [styleText("dim", title), ...lines.map((text) => `  ${text}`)];
}

function attemptLine(attempt: Attempt, now: number): string {
  const { number, outcome, reason, error, owner } = attempt;
  const how = outcome === null ? "running" : plainState(outcome);
  const why =
    outcome === "failed" ? joinReasons(error?.message ?? null, reason) : (reason ?? error?.message ?? null);
  return plainWord(
    `${number}  ${how} after ${tookWord(attempt, now)}, pid ${owner.pid} on ${owner.host}${why === null ? "" : `: ${why}`}`,
  );
}

/** Each by its whole id, which is that of its first run: the short one may name several. */
function startedSections({ run, started, startedIds }: RunDetail, now: number): string[][] {
  const words = (id: string): string => `errand show ${id}   errand cancel --all ${id}`;
  const trees = started.map(({ workflowId, members }) =>
    section(`workflow that it started: ${words(workflowId)}`, workflowTree(members, run.id, now)),
  );
  return [...trees, section("and it started", startedIds.slice(started.length).map(words))];
}

function childLine(child: Run, now: number): string {
  const what = plainWord(`${child.command} (${plainState(child.trigger)})`);
  return `${shortId(child.id)}  ${what} ${stateWord(child.state)} ${agoWord(child.requestedAt, now)}`;
}

function nextLine(detail: RunDetail): string {
  return `${styleText("dim", "Next:")} ${nextWords(detail).join("   ")}`;
}

/** Runs of a workflow were often written down in one millisecond: their short ids would name several. */
function nextWords(detail: RunDetail): string[] {
  const { run, tail, wait } = detail;
  const id = run.workflowId === null ? shortId(run.id) : run.id;
  const stopper = run.state === "queued" ? stopperOf(run.reason) : undefined;
  if (stopper !== undefined) return [`errand retry ${stopper}`, `errand cancel --all ${id}`];
  const onward = { queue: [`errand queue resume ${typeAgain([run.queue ?? ""])}`], worker: ["errand work"] };
  if (wait?.for === "queue" || wait?.for === "worker") return [...onward[wait.for], `errand cancel ${id}`];
  if (!isFinal(run.state)) return [`errand logs -f ${id}`, `errand cancel ${id}`];
  return [...(tail.length === 0 ? [] : [`errand logs ${id}`]), againWords(detail, id)];
}

function againWords({ run, failure, again }: RunDetail, id: string): string {
  // The rest went on with its result: nothing would come of a second one.
  if (run.workflowId !== null && run.state === "succeeded") return `errand history --workflow ${id}`;
  // Its retry lives, and tells more than another would.
  if (failure?.closed === null && failure.retry !== null) return `errand show ${shortId(failure.retry.id)}`;
  const dead = run.queue !== null && failure?.closed === null ? "dead " : "";
  if (again !== "gone") return `errand ${dead}retry ${again === "edit" ? "--edit " : ""}${id}`;
  return dead === ""
    ? `errand history --command ${typeAgain([run.command])}`
    : `errand dead discard ${id} --reason TEXT`;
}
