import { Option, type Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import type { Pause } from "../../core/schedule.ts";
import { reasonOption, spanOption } from "../check-option.ts";
import { parseTime } from "../parse-time.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";
import { pauseWord } from "./pause-word.ts";
import { registerFirst } from "./register-first.ts";
import { scheduleJson } from "./schedule-json.ts";

interface PauseOptions {
  reason?: string;
  until?: string;
  for?: number;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "its id, or its command when that has only one"), shell)
    .option("--reason <text>", "why, for whoever wonders", reasonOption)
    .option("--until <time>", "resume by itself then: 2026-12-01, 2026-12-01T08:00 or 2026-12-01T08:00Z")
    .addOption(
      new Option("--for <duration>", "resume by itself after so long: 90m, 2d")
        .conflicts("until")
        .argParser(spanOption("--for")),
    )
    .option("--json", "the schedule as it stands then, as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((name: string, options: PauseOptions) => pause(name, options, shell)));
}

const EXAMPLES = `
Ticks that fall into a pause are skipped, each with a row that says so; nothing of it is made up
for later.

Examples:
  errand schedule pause nightly-backup --reason "moving the database"
  errand schedule pause nightly-backup --for 2h`;

async function pause(name: string, options: PauseOptions, shell: Shell): Promise<void> {
  const { actor, store } = await shell.app();
  const now = shell.host.clock.now();
  const until = readEnd(options, now);
  const loaded = await readSchedules(shell);
  const { id } = findSchedule(name, loaded, "pause").schedule;
  await registerFirst(id, loaded, shell);
  const asked: Pause = { at: now, by: actor, reason: options.reason ?? null, until };
  await store.pauseSchedule(id, asked);
  const end = until === null ? "" : `until ${new Date(until).toISOString()}`;
  await noteByHand("pause", id, [end, options.reason ?? ""], shell);
  const paused = findSchedule(id, await readSchedules(shell), "pause");
  if (options.json === true) shell.printJson({ schedule: scheduleJson(paused, now) });
  else
    shell.tell(
      plainWord(`${id} is ${pauseWord(asked, now)}. Next: errand schedule resume ${typeAgain([id])}`),
    );
}

function readEnd({ until, for: length }: PauseOptions, now: number): number | null {
  if (length !== undefined) return now + length;
  if (until === undefined) return null;
  const time = parseTime(until, now);
  if (time !== undefined && time > now) return time;
  const rule = "a time to come such as 2026-12-01, 2026-12-01T08:00 or 2026-12-01T08:00Z, or give --for 2d";
  throw new ErrandError("usage", `--until ${JSON.stringify(until)} must be ${rule}`, {
    next: "errand schedule pause --help",
  });
}
