import type { Config } from "../config.ts";
import type { OrderedSchedule } from "./describe-schedules.ts";
import { plainJson } from "./plain-json.ts";

/** The config's schedules of commands, as they are sent to the child that knows the commands. */
export function orderedSchedules(schedules: Config["schedules"]): OrderedSchedule[] {
  return schedules.flatMap((written, index) => {
    const { command } = written;
    const isOfCommand = typeof command === "string" && !("exec" in written);
    return isOfCommand ? [{ command, index, raw: plainJson(written) }] : [];
  });
}
