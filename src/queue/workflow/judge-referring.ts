import { z } from "zod";
import { valueAt } from "../../command/arg-path.ts";
import { invalid, type ArgProblem } from "../../command/arg-problem.ts";
import { checkArgs, type CheckOptions, type CheckResult } from "../../command/check-args.ts";
import type { ArgsSchema } from "../../command/define.ts";
import { toJsonInput } from "../../command/json-input.ts";
import { takesAnyMember } from "../../command/schema-layers.ts";
import { findUnknownMembers } from "../../command/unknown-members.ts";
import { ErrandError } from "../../core/errors.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { blankReferences, findReferences, readReference } from "../../core/reference.ts";

/**
 * Judges args in which results are to stand: those members are left to the worker that has the results, and with them
 * what the schema says of all members together. Of the others it is `checkArgs`.
 */
export async function judgeReferring(
  schema: ArgsSchema | undefined,
  given: object,
  options: CheckOptions,
): Promise<CheckResult> {
  const input = toJsonInput(given);
  const [later, now] = split(input);
  if (!schema || Object.keys(later).length === 0) return checkArgs(schema, input, options);
  const problems = [...findUnknownMembers(blankReferences(later), schema), ...findSecrets(later, options)];
  const judged = await checkArgs(without(schema, Object.keys(later)), now, options);
  if ("problems" in judged) return { problems: [...problems, ...judged.problems] };
  if (problems.length > 0) return { problems };
  const { args } = judged;
  return { args: { ...args, input: { ...args.input, ...later }, output: unreadable(args.output, later) } };
}

function split(input: JsonObject): [later: JsonObject, now: JsonObject] {
  const isLater = ([, value]: [string, JsonObject[string]]): boolean => findReferences(value).length > 0;
  const members = Object.entries(input);
  return [
    Object.fromEntries(members.filter(isLater)),
    Object.fromEntries(members.filter((member) => !isLater(member))),
  ];
}

/** Results are kept with secrets masked, so none can come of one. */
function findSecrets(later: JsonObject, { descriptors }: CheckOptions): ArgProblem[] {
  const secrets = descriptors.filter(({ secret, path }) => secret && comesOfResult(later, path));
  return secrets.map((flag) => invalid(`${flag.path.join(".")} is secret: it cannot come of a result`, flag));
}

/** Whether a result is to stand at a path: in what is there, or in the place of something on the way to it. */
function comesOfResult(later: JsonObject, path: readonly string[]): boolean {
  const valuesOnTheWay = path.map((_, index) => at(later, path.slice(0, index + 1)));
  return valuesOnTheWay.some(readReference) || findReferences(at(later, path)).length > 0;
}

function at(later: JsonObject, path: readonly string[]): JsonValue {
  return (valueAt(later, path) ?? null) as JsonValue;
}

function without(schema: ArgsSchema, names: readonly string[]): ArgsSchema {
  const left = Object.entries(schema.shape).filter(([key]) => !names.includes(key));
  const shape = Object.fromEntries(left);
  return takesAnyMember(schema) ? z.looseObject(shape) : z.object(shape);
}

/** What a command's `overlapKey` and `concurrencyKey` may look at: a member that is not there yet is none of it. */
function unreadable(output: unknown, later: JsonObject): object {
  const members = Object.keys(later).map((key): [string, PropertyDescriptor] => [
    key,
    { enumerable: true, get: () => refuse(key) },
  ]);
  return Object.defineProperties({ ...(output as object) }, Object.fromEntries(members));
}

function refuse(key: string): never {
  throw new ErrandError(
    "invalid_workflow",
    `${key} is a result that is not there yet, and a key of the command (overlapKey or concurrencyKey) depends on it`,
  );
}
