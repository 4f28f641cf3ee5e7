import type { z } from "zod";
import type { ArgsSchema, DefinedCommand, JsonResult } from "../../command/define.ts";
import { ErrandError } from "../../core/errors.ts";
import type { JobOptions } from "../job-options.ts";
import { createReference, type AnyReference, type Reference, type Referring } from "./reference.ts";

// Two copies of errand can meet in one process: a command's, and that which runs it.
const KIND: unique symbol = Symbol.for("errand.workflow");

/**
 * Runs that belong together: one job, a chain, or a group. `result` stands in the args of later jobs for what it will
 * have returned: that of a chain is that of its last part, that of a group has one for each part.
 */
export interface Workflow<Result = unknown> {
  readonly [KIND]: "job" | "chain" | "group";
  readonly result: Result;
}

/** Keys that give an older run have no place in a workflow: each of its runs is its own. */
export type MemberOptions = Omit<JobOptions, "dedupeKey" | "idempotency">;

/** One run of a workflow. */
export interface Job<Result = unknown> extends Workflow<Result> {
  readonly [KIND]: "job";
  readonly command: DefinedCommand | string;
  readonly args: object;
  readonly options: MemberOptions;
}

export interface Chain<Result = unknown> extends Workflow<Result> {
  readonly [KIND]: "chain";
  readonly parts: readonly Workflow[];
}

export interface Group<Result = unknown> extends Workflow<Result> {
  readonly [KIND]: "group";
  readonly parts: readonly Workflow[];
}

type Words<Schema extends ArgsSchema> =
  {} extends z.input<Schema>
    ? [args?: Referring<z.input<Schema>>, options?: MemberOptions]
    : [args: Referring<z.input<Schema>>, options?: MemberOptions];

/**
 * One run of a workflow: a command, args in which results of earlier jobs may stand
 * (`job(push, { file: report.result.file })`), and options as `enqueue` has them. What stands for a result is judged
 * when the run is picked up.
 */
export function job<Schema extends ArgsSchema, Result extends JsonResult>(
  command: DefinedCommand<Schema, Result>,
  ...words: Words<Schema>
): Job<Reference<Result>>;
export function job(command: string, args?: object, options?: MemberOptions): Job<AnyReference>;
export function job(
  command: DefinedCommand | string,
  args: object = {},
  options: MemberOptions = {},
): Job<Reference<unknown>> {
  const made: Job<Reference<unknown>> = {
    [KIND]: "job",
    command,
    args,
    options,
    get result(): Reference<unknown> {
      return createReference({ of: made, path: [] });
    },
  };
  return made;
}

/** One after the other: each part starts when all of the one before it has succeeded. */
export function chain<const Parts extends readonly [Workflow, ...Workflow[]]>(
  ...parts: Parts
): Chain<LastOf<Parts>> {
  return { [KIND]: "chain", parts: check(parts, "chain"), result: parts.at(-1)?.result as LastOf<Parts> };
}

type LastOf<Parts extends readonly Workflow[]> = Parts extends readonly [
  ...Workflow[],
  infer Last extends Workflow,
]
  ? Last["result"]
  : unknown;

/** Side by side, in no order. @throws ErrandError invalid_workflow for an empty one. */
export function group<const Parts extends readonly Workflow[]>(parts: Parts): Group<ResultsOf<Parts>> {
  return {
    [KIND]: "group",
    parts: check(parts, "group"),
    result: parts.map(({ result }) => result) as ResultsOf<Parts>,
  };
}

type ResultsOf<Parts extends readonly Workflow[]> = {
  -readonly [Index in keyof Parts]: Parts[Index]["result"];
};

/** What comes of all of a group: `callback` starts when each part of it has succeeded. */
export function chord<Result>(parts: Group, callback: Workflow<Result>): Chain<Result> {
  if (kindOf(parts) !== "group") throw refusal("a chord begins with a group", "chord(group([…]), job(…))");
  return { [KIND]: "chain", parts: check([parts, callback], "chord"), result: callback.result };
}

/** What a value is of a workflow; undefined when it is nothing of one. */
export function kindOf(value: unknown): Workflow[typeof KIND] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Partial<Workflow>)[KIND];
}

export function isJob(value: unknown): value is Job {
  return kindOf(value) === "job";
}

/** Plain JavaScript may give anything, and a list may turn out to be empty. */
function check(parts: readonly Workflow[], kind: string): readonly Workflow[] {
  if (parts.length === 0) throw refusal(`a ${kind} needs at least one part`, `${kind}(…)`);
  const stranger = parts.findIndex((part) => kindOf(part) === undefined);
  if (stranger >= 0)
    throw refusal(`part ${stranger + 1} of a ${kind} is no job, chain or group`, "job(command, args)");
  return parts;
}

export function refusal(message: string, write: string): ErrandError {
  return new ErrandError("invalid_workflow", `${message}: write ${write}`);
}
