import type { Command } from "commander";
import { answerFlags, matching, NOTHING, optionsOf, type Answer, type KnownFlag } from "./complete-flags.ts";
import type { Pause } from "../core/schedule.ts";
import type { Shell } from "./shell.ts";

/** What may stand behind a verb that has verbs of its own: one of these, its flags, what it is about. */
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
  const operands = OPERANDS[`${command.name()} ${name}`];
  return after.length === 1 && operands
    ? { candidates: matching(await operands(shell), after[0] ?? ""), files: false }
    : NOTHING;
}

function namesOf({ commands }: Command) {
  return commands.map((one) => ({ value: one.name(), description: one.summary() }));
}

type Candidates = (shell: Shell) => Promise<Answer["candidates"]>;

function each(verb: string, names: readonly string[], candidates: Candidates): Record<string, Candidates> {
  return Object.fromEntries(names.map((name) => [`${verb} ${name}`, candidates]));
}

const OPERANDS: Readonly<Record<string, Candidates>> = {
  ...each(
    "schedule",
    ["why", "next", "explain", "pause", "resume", "run", "backfill", "remove"],
    schedulesIn,
  ),
  "queue pause": (shell) => queuesOf(shell, (pause) => pause === null),
  "queue resume": (shell) => queuesOf(shell, (pause) => pause !== null),
  ...each("dead", ["show", "retry", "discard", "ack"], kindsOfDeath),
};

async function kindsOfDeath(shell: Shell): ReturnType<Candidates> {
  const { whyWord } = await import("./words.ts");
  const { store } = await shell.app();
  const groups = await store.failureGroups({ dead: true });
  return groups.map(({ fingerprint, command, count, example }) => ({
    value: fingerprint,
    description: `${command}, ${count}: ${whyWord(example)}`,
  }));
}

async function schedulesIn(shell: Shell): ReturnType<Candidates> {
  const { readSchedules } = await import("./schedule/find-schedule.ts");
  const { describeRule } = await import("../scheduler/timetable/describe-rule.ts");
  const { schedules } = await readSchedules(shell);
  const live = schedules.filter(({ standing }) => standing !== "removed");
  return live.map(({ schedule }) => ({ value: schedule.id, description: describeRule(schedule) }));
}

async function queuesOf(shell: Shell, isMeant: (pause: Pause | null) => boolean): ReturnType<Candidates> {
  const { readQueues } = await import("./queue/read-queues.ts");
  const queues = (await readQueues(shell)).filter(({ facts }) => isMeant(facts.pause));
  return queues.map(({ facts: { name, waiting } }) => ({ value: name, description: `${waiting} waiting` }));
}
