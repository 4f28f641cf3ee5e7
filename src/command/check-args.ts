import { findJsonFault } from "../core/json.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import { decodeValue } from "./decode-args.ts";
import type { ArgsSchema, CheckedArgs } from "./define.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { fillDefaults, fillFromEnvironment } from "./fill-args.ts";
import { toJsonInput } from "./json-input.ts";
import { collectSecrets } from "./secret-args.ts";
import { findUnfit } from "./unfit-args.ts";
import { findUnknownMembers } from "./unknown-members.ts";
import { wordIssue } from "./word-issue.ts";

export interface CheckOptions {
  descriptors: readonly FlagDescriptor[];
  /** Where members with `.meta({ env })` are looked for when they are not given. */
  env: NodeJS.ProcessEnv;
}

export type CheckResult = { args: CheckedArgs } | { problems: ArgProblem[] };

// Said already, with a hint.
const UNKNOWN = "unrecognized_keys";

/**
 * Judges args by the command's schema: environment and defaults are filled in, unknown members are refused, and
 * every problem is told at once. `rawInput` is left as it is.
 */
export async function checkArgs(
  schema: ArgsSchema | undefined,
  rawInput: object,
  { descriptors: flags, env }: CheckOptions,
): Promise<CheckResult> {
  const unfit = findUnfit(rawInput, schema);
  if (unfit !== undefined) return { problems: [invalid(unfit)] };
  const input = toJsonInput(rawInput);
  const fault = findJsonFault(input);
  if (fault) return { problems: [invalid(`args must be JSON, but ${fault.path} is ${fault.found}`)] };
  const fromEnvironment = fillFromEnvironment(input, flags, env);
  const unknown = findUnknownMembers(input, schema);
  if (!schema)
    return unknown.length > 0 ? { problems: unknown } : { args: { input, output: {}, secrets: [] } };
  await fillDefaults(input, schema);
  const judged = await schema.safeParseAsync(decodeValue(input, schema));
  const secrets = collectSecrets(input, flags);
  const context = { input, flags, fromEnvironment, secrets };
  if (!judged.success || unknown.length > 0) {
    const issues = (judged.error?.issues ?? []).filter(
      ({ code }) => unknown.length === 0 || code !== UNKNOWN,
    );
    return { problems: [...unknown, ...issues.map((issue) => wordIssue(issue, context))] };
  }
  return {
    args: { input, output: judged.data, secrets: allForms(secrets, collectSecrets(judged.data, flags)) },
  };
}

/** A schema may trim a secret or change its case; neither form may be seen. */
function allForms(given: string[], used: string[]): string[] {
  return [...new Set([...given, ...used])];
}
