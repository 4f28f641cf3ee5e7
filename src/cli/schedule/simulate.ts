import type { Command } from "commander";
import { EXIT } from "../../core/errors.ts";
import type { Schedule } from "../../core/schedule.ts";
import { isActiveIn } from "../../scheduler/answers/next-tick.ts";
import { hostZone } from "../../scheduler/registry/read-schedules.ts";
import type { Simulation } from "../../scheduler/simulation/simulate.ts";
import { wholeNumber } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { readSchedules } from "./find-schedule.ts";
import { measureDurations } from "./measure-durations.ts";
import { readSpan } from "./read-span.ts";
import { simulationJson } from "./simulation-json.ts";
import { simulationLines } from "./simulation-lines.ts";

interface SimulateOptions {
  from?: string;
  to: string;
  herd: number;
  strict?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--from <time>", "ticks from then on: 2026-12-01, 2026-12-01T08:00Z (default: now)")
    .option("--to <time>", "ticks before that, or so long after --from", "7d")
    .option(
      "--herd <count>",
      "so many starts in one minute are too many",
      wholeNumber("--herd", 2, 10_000),
      5,
    )
    .option("--strict", "exit 1 when it finds a herd, an overlap or a change of the clocks")
    .option("--json", "every firing and all that was found, as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((options: SimulateOptions) => simulateSchedules(options, shell)));
}

const EXAMPLES = `
Nothing runs. Overlaps are predicted from how long the last runs took; schedules of other
environments are left out, and pauses do not count.

Examples:
  errand schedule simulate --to 30d
  errand schedule simulate --from 2027-03-27 --to 2d --strict`;

/** More than that nobody reads, and it would take minutes. */
const MOST_FIRINGS = 1_000_000;

async function simulateSchedules(options: SimulateOptions, shell: Shell): Promise<number> {
  const { simulate } = await import("../../scheduler/simulation/simulate.ts");
  const schedules = await readActive(shell);
  const { timezone } = await shell.config();
  const now = shell.host.clock.now();
  const span = readSpan(options, { timezone: timezone ?? hostZone(), now, verb: "schedule simulate" });
  const { store } = await shell.app();
  const durations = await measureDurations(schedules, store);
  const { from, to = from } = span;
  const { herd } = options;
  const simulation = simulate({ schedules, from, to, durations, herd, most: MOST_FIRINGS });
  if (options.json === true) shell.printJson(simulationJson(simulation, from));
  else shell.print(simulationLines(simulation, { from, shell }).join("\n"));
  if (simulation.to < to)
    shell.note(`a million runs end at ${iso(simulation.to)}: what comes later was not looked at`);
  return options.strict === true && hasFindings(simulation) ? EXIT.failed : EXIT.ok;
}

/** What runs here; and what is wrong is told, since it would not. */
async function readActive(shell: Shell): Promise<Schedule[]> {
  const { schedules, faults, broken } = await readSchedules(shell);
  for (const { message } of faults) shell.note(`not simulated: ${message}`);
  for (const { error } of broken) shell.note(error, "errand doctor");
  const { environment } = await shell.config();
  const live = schedules.filter(({ standing }) => standing !== "removed");
  return live.map(({ schedule }) => schedule).filter((schedule) => isActiveIn(schedule, environment));
}

function hasFindings({ herds, overlaps, clockHits }: Simulation): boolean {
  return herds.length + overlaps.length + clockHits.length > 0;
}
