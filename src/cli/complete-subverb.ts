import type { Command } from "commander";
import { answerFlags, matching, NOTHING, optionsOf, type Answer, type KnownFlag } from "./complete-flags.ts";
import type { Pause } from "../core/schedule.ts";
import type { Shell } from "./shell.ts";

type Candidate = Answer["candidates"][number];

/** What may stand behind a verb that has verbs of its own: one of these, its flags, a schedule's id, a queue's name. */
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
  const known = OF_SCHEDULES.has(`${command.name()} ${name}`)
    ? idsOf
    : OF_QUEUES[`${command.name()} ${name}`];
  return after.length === 1 && known
    ? { candidates: matching(await known(shell), after[0] ?? ""), files: false }
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

async function idsOf(shell: Shell): Promise<Candidate[]> {
  const { readSchedules } = await import("./schedule/find-schedule.ts");
  const { describeRule } = await import("../scheduler/timetable/describe-rule.ts");
  const { schedules } = await readSchedules(shell);
  const live = schedules.filter(({ standing }) => standing !== "removed");
  return live.map(({ schedule }) => ({ value: schedule.id, description: describeRule(schedule) }));
}

const OF_QUEUES: Readonly<Record<string, (shell: Shell) => Promise<Candidate[]>>> = {
  "queue pause": (shell) => queuesOf(shell, (pause) => pause === null),
  "queue resume": (shell) => queuesOf(shell, (pause) => pause !== null),
};

async function queuesOf(shell: Shell, isMeant: (pause: Pause | null) => boolean): Promise<Candidate[]> {
  const { readQueues } = await import("./queue/read-queues.ts");
  const queues = (await readQueues(shell)).filter(({ facts }) => isMeant(facts.pause));
  return queues.map(({ facts: { name, waiting } }) => ({ value: name, description: `${waiting} waiting` }));
}
