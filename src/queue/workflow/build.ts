import type { z } from "zod";
import type { ArgsSchema, DefinedCommand, JsonResult } from "../../command/define.ts";
import type { ArgsFor, EnqueueOptions, JsonArgs } from "../../command/enqueue.ts";
import { ErrandError } from "../../core/errors.ts";
import { WORKFLOW_KIND, type Workflow } from "../../core/workflow.ts";
import { createReference, type AnyReference, type Reference, type Referring } from "./reference.ts";

/** One run of a workflow. */
export interface Job<Result = unknown> extends Workflow<Result> {
  readonly [WORKFLOW_KIND]: "job";
  readonly command: DefinedCommand | string;
  readonly args: object;
  readonly options: EnqueueOptions;
}

export interface Chain<Result = unknown> extends Workflow<Result> {
  readonly [WORKFLOW_KIND]: "chain";
  readonly parts: readonly Workflow[];
}

export interface Group<Result = unknown> extends Workflow<Result> {
  readonly [WORKFLOW_KIND]: "group";
  readonly parts: readonly Workflow[];
}

type Words<Schema extends ArgsSchema> =
  {} extends z.input<Schema>
    ? [args?: Referring<ArgsFor<Schema>>, options?: EnqueueOptions]
    : [args: Referring<ArgsFor<Schema>>, options?: EnqueueOptions];

/**
 * One run, for `enqueueMany` or as a part of a workflow: a command, its args, and options as `enqueue` has them. In a
 * workflow results of earlier jobs may stand in the args (`job(push, { file: report.result.file })`); what stands for one
 * is judged when the run is picked up. A key that gives an older run has no place in a workflow.
 */
export function job<Schema extends ArgsSchema, Result extends JsonResult>(
  command: DefinedCommand<Schema, Result>,
  ...words: Words<Schema>
): Job<Reference<Result>>;
export function job(command: string, args?: Referring<JsonArgs>, options?: EnqueueOptions): Job<AnyReference>;
export function job(
  command: DefinedCommand | string,
  args: unknown = {},
  options: EnqueueOptions = {},
): Job<Reference<unknown>> {
  const made: Job<Reference<unknown>> = {
    [WORKFLOW_KIND]: "job",
    command,
    // Plain JavaScript may give anything, which is judged with all else.
    args: args as object,
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
  return {
    [WORKFLOW_KIND]: "chain",
    parts: check(parts, "chain"),
    result: parts.at(-1)?.result as LastOf<Parts>,
  };
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
    [WORKFLOW_KIND]: "group",
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
  return { [WORKFLOW_KIND]: "chain", parts: check([parts, callback], "chord"), result: callback.result };
}

/** What a value is of a workflow; undefined when it is nothing of one. */
export function kindOf(value: unknown): Workflow[typeof WORKFLOW_KIND] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Partial<Workflow>)[WORKFLOW_KIND];
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

export type { Workflow };
