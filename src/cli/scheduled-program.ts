import type { Schedule } from "../core/schedule.ts";
import type { ScheduledProgramCall } from "./exec.ts";

/** What a schedule says of its program beside its words; a folder it does not name is the project's. */
export function groundOf(
  { cwd, env, stdin }: NonNullable<Schedule["program"]>,
  root: string,
): Pick<ScheduledProgramCall, "cwd" | "env" | "stdin"> {
  return { cwd: cwd ?? root, env, stdin: Buffer.from(stdin ?? "") };
}
