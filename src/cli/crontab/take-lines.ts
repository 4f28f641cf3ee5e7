import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import type { PlannedLine } from "../../scheduler/crontab/import/plan-import.ts";
import { noteByHand } from "../schedule/note-by-hand.ts";
import type { Shell } from "../shell.ts";
import type { ImportSource } from "./import-source.ts";

/** Registers what is to be taken, each with who did it. What somebody else registered meanwhile is there already. */
export async function takeLines(
  lines: readonly PlannedLine[],
  { place }: ImportSource,
  shell: Shell,
): Promise<PlannedLine[]> {
  const { store } = await shell.app();
  const outcome: PlannedLine[] = [];
  for (const line of lines) {
    if (line.verdict !== "taken") {
      outcome.push(line);
      continue;
    }
    const { number, schedule } = line;
    const isAdded = await store.addSchedule(schedule, shell.host.clock.now());
    outcome.push(isAdded ? line : { number, verdict: "there", schedule, differs: false });
    if (!isAdded) continue;
    await noteByHand("import", schedule.id, [`line ${number} of ${place}: ${describeRule(schedule)}`], shell);
  }
  return outcome;
}
