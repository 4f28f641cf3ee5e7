import { ErrandError } from "../core/errors.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/**
 * What is wrong with one arg, worded for people: `--stage "x" must be one of drafting, review`.
 * unknown  no such flag: a word that was typed. A member that the schema does not name is invalid.
 * missing  required and not given; `flag` says what to ask for.
 * invalid  anything else.
 */
export interface ArgProblem {
  kind: "unknown" | "missing" | "invalid";
  message: string;
  flag: FlagDescriptor | null;
}

export function invalid(message: string, flag: FlagDescriptor | null = null): ArgProblem {
  return { kind: "invalid", message, flag };
}

/** One error with every problem in one line. `next` is the command to type, such as `errand run NAME --help`. */
export function problemsError(problems: readonly ArgProblem[], { next }: { next: string }): ErrandError {
  const code = problems.every(({ kind }) => kind === "unknown") ? "unknown_flag" : "invalid_args";
  const messages = new Set(problems.map(({ message }) => message));
  return new ErrandError(code, [...messages].join("; "), { next });
}

/** The flags to ask a person for, when that is all that is wrong; otherwise none. */
export function missingArgs(problems: readonly ArgProblem[]): FlagDescriptor[] {
  if (problems.some(({ kind }) => kind !== "missing")) return [];
  return problems.flatMap(({ flag }) => flag ?? []);
}
