import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import type { Schedule } from "../../core/schedule.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<id>", "of a schedule that was added by hand"), shell)
    .option("--json", "the id, as JSON")
    .action(shell.act((id: string, options: { json?: boolean }) => remove(id, options, shell)));
}

async function remove(name: string, { json }: { json?: boolean }, shell: Shell): Promise<void> {
  const { schedule } = findSchedule(name, await readSchedules(shell), "remove");
  const { id } = schedule;
  if (schedule.source !== "dynamic") throw written(schedule);
  const { store } = await shell.app();
  await store.removeSchedule(id, shell.host.clock.now());
  await noteByHand("remove", id, [schedule.place], shell);
  if (json === true) shell.printJson({ removed: id });
  else shell.print(plainWord(`${id} is removed; its history stays: errand schedule list --all`));
}

/** A file is the truth of what stands in it. */
function written({ id, place }: Schedule): ErrandError {
  const message = `schedule ${id} is written in ${place}: delete it there, or pause it`;
  return new ErrandError("usage", message, { next: `errand schedule pause ${typeAgain([id])}` });
}
