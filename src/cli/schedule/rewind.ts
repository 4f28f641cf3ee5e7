import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import { isAhead } from "../../scheduler/answers/next-tick.ts";
import type { ListedSchedule } from "../../scheduler/registry/load-schedules.ts";
import { iso } from "../../core/run-json.ts";
import type { Rewind } from "../../store/schedule-store.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { clockWord, plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";

interface RewindOptions {
  all?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("[name]", "its id, or its command when that has only one"), shell)
    .option("--all", "every schedule that is ahead")
    .option("--dry-run", "only say which are ahead")
    .option("--json", "what came of each, as JSON")
    .addHelpText("after", WHAT)
    .action(shell.act((name: string | undefined, options: RewindOptions) => rewind(name, options, shell)));
}

const WHAT = `
Ticks that were settled for times yet to come are forgotten, and will be due when their time comes:
what ran for one then runs again. Runs that still wait for such a time are skipped. What ran stays
in the history.`;

async function rewind(
  name: string | undefined,
  { all = false, dryRun = false, json = false }: RewindOptions,
  shell: Shell,
): Promise<void> {
  const ahead = await chooseAhead(name, all, shell);
  const done = [];
  for (const listed of ahead) {
    const rewound = dryRun ? null : await rewindOne(listed, shell);
    done.push({ scheduleId: listed.schedule.id, until: iso(listed.state?.watermark ?? null), rewound });
    if (!json) shell.tell(plainWord(say(listed, rewound, shell)));
  }
  if (json) shell.printJson({ schedules: done });
  else if (done.length === 0)
    shell.note(name === undefined ? "no schedule is ahead" : `${name} is not ahead`, "errand schedule list");
}

async function chooseAhead(name: string | undefined, all: boolean, shell: Shell): Promise<ListedSchedule[]> {
  if ((name === undefined) !== all)
    throw new ErrandError("usage", "rewind wants either the name of a schedule or --all", {
      next: "errand schedule list",
    });
  const loaded = await readSchedules(shell);
  const chosen = name === undefined ? loaded.schedules : [findSchedule(name, loaded, "rewind")];
  const now = shell.host.clock.now();
  return chosen.filter(({ state, standing }) => standing !== "removed" && isAhead(state, now));
}

async function rewindOne({ schedule: { id }, state }: ListedSchedule, shell: Shell): Promise<Rewind | null> {
  const { store, actor } = await shell.app();
  const now = shell.host.clock.now();
  const reason = `the clock was ahead when it was made, which ${actor} took back`;
  const rewound = await store.rewindSchedule({ id, now, reason });
  if (!rewound) return null;
  const from = new Date(state?.watermark ?? now).toISOString();
  await noteByHand("rewind", id, [`from ${from}`, `${rewound.ticks} ticks are forgotten`], shell);
  return rewound;
}

function say({ schedule: { id }, state }: ListedSchedule, rewound: Rewind | null, { host }: Shell): string {
  const until = clockWord(state?.watermark ?? 0, host.clock.now());
  if (!rewound) return `${id} rests until ${until}, as it ticked while the clock was ahead`;
  const { ticks, withdrawn } = rewound;
  const skipped =
    withdrawn === 0 ? "" : `, ${withdrawn} waiting ${withdrawn === 1 ? "run is" : "runs are"} skipped`;
  return `${id} rests no more: ${ticks} ${ticks === 1 ? "tick" : "ticks"} up to ${until} are taken back${skipped}. Next: errand schedule next ${typeAgain([id])}`;
}
