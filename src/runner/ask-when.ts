import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { ErrandError } from "../core/errors.ts";
import type { Run } from "../core/run.ts";
import { textOf } from "../core/thrown.ts";

/**
 * Asks the `when` of the schedule that made a run: true, or its reason against, null where it gave none. A schedule
 * that has none any more has no objection.
 * @throws ErrandError invalid_command when it throws, or answers with anything else.
 */
export async function askWhen(
  command: LoadedCommand,
  run: Run,
  args: CheckedArgs,
): Promise<true | string | null> {
  const when = findSchedule(command, run)?.when;
  if (!when) return true;
  const tick = { scheduledFor: new Date(run.scheduledFor ?? run.requestedAt), args: args.output as never };
  const said = await call(async () => when(tick), run);
  if (said === true) return true;
  if (said === false || said === "") return null;
  if (typeof said === "string") return said;
  throw refusal(run, `must say true, false or why not, but said ${textOf(said)}`);
}

/** A command's only schedule may leave its id to the command's name. */
function findSchedule({ name, definition: { schedule = [] } }: LoadedCommand, run: Run) {
  return [schedule].flat().find(({ id = name }) => id === run.scheduleId);
}

async function call(when: () => Promise<unknown>, run: Run): Promise<unknown> {
  try {
    return await when();
  } catch (error) {
    throw refusal(run, `threw ${textOf(error)}`);
  }
}

function refusal({ scheduleId }: Run, what: string): ErrandError {
  return new ErrandError("invalid_command", `when() of schedule ${scheduleId ?? ""} ${what}`, {
    next: `errand schedule list`,
  });
}
