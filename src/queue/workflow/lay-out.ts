import { wordTooDeep } from "../../command/unfit-args.ts";
import { ErrandError } from "../../core/errors.ts";
import { isJob, kindOf, refusal, type Chain, type Group, type Job, type Workflow } from "./build.ts";
import { targetsIn } from "./reference.ts";

/** A job in its place: what it waits for, those right before it first. */
export interface Laid {
  job: Job;
  needs: Job[];
}

/** How often jobs of one workflow may wait for another of it: two groups of 223 jobs, one after the other, do so 49,729 times. */
const MOST_NEEDS = 50_000;

/**
 * The jobs of a workflow, each behind all that it needs: what stands before it, and whose results its args refer to.
 * @throws ErrandError invalid_workflow for a job that stands in it twice, or that refers to none before it, and where they
 * wait for each other too often.
 */
export function layOut(workflow: Workflow): Laid[] {
  const laid = new Laying();
  place(workflow, [], laid);
  return [...laid.values()];
}

class Laying extends Map<Job, Laid> {
  #needs = 0;

  add(job: Job, needs: Job[]): void {
    this.#needs += needs.length;
    if (this.#needs > MOST_NEEDS) throw tooMany(needs.length);
    this.set(job, { job, needs });
  }
}

function tooMany(before: number): Error {
  const message = `the jobs of the workflow wait for each other more than ${MOST_NEEDS} times, one of them for ${before}: each part of a group waits for each part of the one before it, unless one job stands between them`;
  return refusal(message, "chain(group([…]), job(…), group([…]))");
}

/** Returns those that whatever comes next has to wait for. */
function place(part: Workflow, before: Job[], laid: Laying): Job[] {
  if (isJob(part)) return placeJob(part, before, laid);
  const { parts } = part as Chain | Group;
  if (kindOf(part) === "group") return parts.flatMap((one) => place(one, before, laid));
  return parts.reduce((last, one) => place(one, last, laid), before);
}

function placeJob(job: Job, before: Job[], laid: Laying): Job[] {
  if (laid.has(job))
    throw refusal(`the job of ${nameOf(job)} stands in the workflow twice`, "job(command, args) for each");
  const deep = wordTooDeep(job.args);
  if (deep !== undefined) throw new ErrandError("invalid_args", `args of ${nameOf(job)} are ${deep}`);
  const sources = targetsIn(job.args).map(({ of }) => findSource(of, job, laid));
  laid.add(job, [...new Set([...before, ...sources])]);
  return [job];
}

function findSource(source: object, job: Job, laid: Map<Job, Laid>): Job {
  if (isJob(source) && laid.has(source)) return source;
  const whose = isJob(source) ? nameOf(source) : "an unknown job";
  const message = `the args of ${nameOf(job)} refer to the result of ${whose}, which does not stand before it in the workflow`;
  throw refusal(message, "chain(first, job(second, { … first.result … }))");
}

export function nameOf({ command }: Job): string {
  return typeof command === "string" ? command : JSON.stringify(command.summary);
}
