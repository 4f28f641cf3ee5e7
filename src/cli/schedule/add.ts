import { basename } from "node:path";
import { EXIT, ErrandError } from "../../core/errors.ts";
import type { Schedule } from "../../core/schedule.ts";
import { describeRule } from "../../scheduler/timetable/describe-rule.ts";
import { nextTick } from "../../scheduler/answers/next-tick.ts";
import { explainVerb } from "../explain.ts";
import { readRunnerWords } from "../runner-options.ts";
import type { Leave, Shell } from "../shell.ts";
import { typeAgain, without } from "../type-again.ts";
import { clockWord, plainWord } from "../words.ts";
import { ADD_ARGS, type AddOptions } from "./add-flags.ts";
import { draftOfCommand, draftOfProgram, judgeDraft } from "./draft.ts";
import { readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";
import { scheduleJson } from "./schedule-json.ts";

/** `errand schedule add [schedule flags] NAME [command flags]`, or `-- PROGRAM [arguments]` in place of the name. */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const verb = "schedule add";
  const { options, before, name, after, help, flags } = await readRunnerWords(argv, ADD_ARGS, verb, shell);
  if (help || name === undefined) return explainVerb({ verb, flags, asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  // The word that keeps a program's own flags from being errand's.
  const isProgram = argv[before.length] === "--";
  const draft = isProgram
    ? draftOfProgram([name, ...after], { ...options, name: options.name ?? basename(name) })
    : await draftOfCommand({ name, argv: after, options }, shell);
  await add(await judgeDraft(draft, shell), { argv, options }, shell);
  return { code: EXIT.ok, now: false };
}

interface AddWords {
  argv: readonly string[];
  options: AddOptions;
}

async function add(schedule: Schedule, { argv, options }: AddWords, shell: Shell): Promise<void> {
  const { store } = await shell.app();
  const now = shell.host.clock.now();
  const { schedules } = await readSchedules(shell);
  const other = schedules.find((one) => one.schedule.id === schedule.id && one.standing !== "removed");
  if (other) throw taken(other.schedule, argv);
  if (!(await store.addSchedule(schedule, now))) throw taken(schedule, argv);
  await noteByHand("add", schedule.id, [`${schedule.command}: ${describeRule(schedule)}`], shell);
  const state = (await store.findSchedule(schedule.id)) ?? null;
  if (options.json)
    shell.printJson({ schedule: scheduleJson({ schedule, state, standing: "registered" }, now) });
  else await tell(schedule, shell);
}

async function tell(schedule: Schedule, shell: Shell): Promise<void> {
  const { environment } = await shell.config();
  const now = shell.host.clock.now();
  const next = nextTick({ schedule, state: null }, { now, environment });
  const when = next === null ? "not here" : `next at ${clockWord(next, now)}`;
  const { id } = schedule;
  shell.tell(
    plainWord(
      `${id} is added: ${describeRule(schedule)}, ${when}. Next: errand schedule explain ${typeAgain([id])}`,
    ),
  );
}

/** The same words with another id are what comes next. */
function taken({ id, place }: Schedule, argv: readonly string[]): ErrandError {
  const message = `there is a schedule ${id} already, ${place}: give this one another --id`;
  const again = typeAgain(["--id", `${id}-2`, ...without("--id", argv)]);
  return new ErrandError("invalid_schedule", message, { next: `errand schedule add ${again}` });
}
