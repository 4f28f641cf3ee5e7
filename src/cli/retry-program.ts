import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Run } from "../core/run.ts";
import { execProgram, type ProgramCall } from "./exec.ts";
import { SecretError } from "./lost-secrets.ts";
import { noteRetry } from "./note-retry.ts";
import { hasMasked } from "../runner/program-secrets.ts";
import type { RetryOptions } from "./runner-flags.ts";
import type { Leave, Shell } from "./shell.ts";
import { groundOf } from "./scheduled-program.ts";
import { typeAgain } from "./type-again.ts";

export interface ProgramRetry {
  parent: Run;
  /** The words behind the run's id, of which a program's run takes none. */
  argv: string[];
  options: RetryOptions;
}

/** A run of `errand exec` has its program for args. */
export async function retryProgram({ parent, argv, options }: ProgramRetry, shell: Shell): Promise<Leave> {
  const recorded = readProgram(parent.args);
  if (!recorded) {
    const message = `run ${parent.id} was of ${parent.command}, which is no command of this project`;
    throw new ErrandError("unknown_command", message, { next: "errand list" });
  }
  const id = shortId(parent.id);
  if (argv.length > 0) {
    const message = `run ${id} was of a program, which errand knows no flags of: change its arguments in an editor`;
    throw new ErrandError("usage", message, { next: `errand retry --edit ${id}` });
  }
  const asked = options.edit ? await edit(parent, id, shell) : recorded;
  if (hasMasked(asked.args)) throw lostSecret(parent.command, asked, id);
  await noteRetry(parent, shell);
  const { command: name } = parent;
  const scheduled = await findScheduled(parent, shell);
  return execProgram(
    { ...asked, name, maskEnv: [], options, trigger: "retry", parentId: parent.id, ...scheduled },
    shell,
  );
}

/** It is for the same tick as what it repeats, in the folder and with the variables and stdin of its schedule. */
async function findScheduled(
  { scheduleId, scheduledFor }: Run,
  shell: Shell,
): Promise<Pick<ProgramCall, "scheduled">> {
  if (scheduleId === null) return {};
  const { readSchedules } = await import("./schedule/find-schedule.ts");
  const { schedules } = await readSchedules(shell);
  const program = schedules.find(({ schedule }) => schedule.id === scheduleId)?.schedule.program;
  const ground = program
    ? groundOf(program, (await shell.config()).root)
    : { cwd: shell.host.cwd, env: {}, stdin: "inherit" as const };
  return { scheduled: { scheduleId, scheduledFor, ...ground } };
}

interface Program {
  file: string;
  args: string[];
}

function readProgram({ program: file, arguments: args }: JsonObject): Program | undefined {
  return typeof file === "string" && Array.isArray(args) ? { file, args: args.map(String) } : undefined;
}

async function edit({ args, command }: Run, id: string, { host }: Shell): Promise<Program> {
  const { withEdited } = await import("./edit-json.ts");
  const again = `errand retry --edit ${id}`;
  return withEdited({ args, host, again, help: "errand retry --help" }, (edited) => {
    const program = readProgram(edited);
    if (program && hasMasked(program.args)) return Promise.reject(lostSecret(command, program, id));
    if (program) return Promise.resolve(program);
    const message = 'the edited args need a "program" and a list of "arguments"';
    return Promise.reject(new ErrandError("invalid_args", message, { next: again }));
  });
}

function lostSecret(name: string, { file, args }: Program, id: string): SecretError {
  const again = typeAgain(["--name", name, "--", file, ...args]);
  return new SecretError("invalid_args", `run ${id} had a secret, which the ledger does not keep`, {
    next: `errand exec ${again}`,
  });
}
