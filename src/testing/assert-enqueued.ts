import { AssertionError } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { toJsonInput } from "../command/json-input.ts";
import type { JsonObject } from "../core/json.ts";
import type { Run } from "../core/run.ts";

/** What must have been enqueued, or must not. */
export interface Expected {
  command: string;
  /** Members that its args must have; others may stand beside them. */
  args: object | undefined;
  /** So many of them. Default: one or more. */
  times?: number | undefined;
}

/** @throws AssertionError that lists what was enqueued. */
export function assertEnqueued(runs: readonly Run[], expected: Expected): void {
  const found = findLike(runs, expected);
  const { times } = expected;
  if (times === undefined ? found.length > 0 : found.length === times) return;
  const count =
    times === undefined ? "no run" : `${found.length} ${found.length === 1 ? "run" : "runs"}, not ${times},`;
  throw failure(`${count} of ${wordExpected(expected)}`, runs, expected);
}

/** @throws AssertionError that lists what was enqueued. */
export function assertNotEnqueued(runs: readonly Run[], expected: Expected): void {
  const { length } = findLike(runs, expected);
  if (length > 0)
    throw failure(`${length} ${length === 1 ? "run" : "runs"} of ${wordExpected(expected)}`, runs, expected);
}

function findLike(runs: readonly Run[], { command, args = {} }: Expected): Run[] {
  const wanted = toJsonInput(args);
  return runs.filter((run) => run.command === command && hasMembers(run.args, wanted));
}

function hasMembers(args: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(args[key], value));
}

function wordExpected({ command, args }: Expected): string {
  const like = args === undefined ? "" : ` with ${JSON.stringify(toJsonInput(args))}`;
  return `"${command}" was enqueued${like}`;
}

/** `actual` and `expected` are for the diff that a test runner shows. */
function failure(message: string, runs: readonly Run[], { command, args }: Expected): AssertionError {
  const listed = runs.map((run) => `\n  ${run.command} ${JSON.stringify(run.args)} (${run.state})`);
  const actual = runs.filter((run) => run.command === command).map((run) => run.args);
  return new AssertionError({
    message: `${message}; ${listed.length > 0 ? `enqueued were:${listed.join("")}` : "nothing was enqueued"}`,
    actual,
    expected: args === undefined ? [] : [toJsonInput(args)],
    operator: "assertEnqueued",
  });
}
