import type { Command } from "commander";
import { answerFlags, matching, NOTHING, optionsOf, type Answer, type KnownFlag } from "./complete-flags.ts";
import type { Shell } from "./shell.ts";

/** What may stand behind a verb that has verbs of its own: one of these, its flags, the id of a schedule. */
export async function answerSubverb(
  command: Command,
  words: readonly string[],
  { help, shell }: { help: KnownFlag; shell: Shell },
): Promise<Answer> {
  const [name = "", ...after] = words;
  if (words.length <= 1)
    return answerFlags([help], words) ?? { candidates: matching(namesOf(command), name), files: false };
  const subverb = command.commands.find((one) => one.name() === name);
  if (!subverb) return NOTHING;
  const answer = answerFlags([...optionsOf(subverb), help], after);
  if (answer) return answer;
  return after.length === 1 && OF_SCHEDULES.has(`${command.name()} ${name}`)
    ? { candidates: matching(await idsOf(shell), after[0] ?? ""), files: false }
    : NOTHING;
}

function namesOf({ commands }: Command) {
  return commands.map((one) => ({ value: one.name(), description: one.summary() }));
}

const OF_SCHEDULES: ReadonlySet<string> = new Set(
  ["why", "next", "explain", "pause", "resume", "run", "backfill", "remove"].map(
    (name) => `schedule ${name}`,
  ),
);

async function idsOf(shell: Shell) {
  const { readSchedules } = await import("./schedule/find-schedule.ts");
  const { describeRule } = await import("../scheduler/timetable/describe-rule.ts");
  const { schedules } = await readSchedules(shell);
  const live = schedules.filter(({ standing }) => standing !== "removed");
  return live.map(({ schedule }) => ({ value: schedule.id, description: describeRule(schedule) }));
}
