import type { Command } from "commander";
import { EXIT, ErrandError } from "../../core/errors.ts";
import type { Schedule } from "../../core/schedule.ts";
import { requireTime } from "../parse-time.ts";
import { PLAIN_RUN } from "../plain-run.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { findSchedule, readSchedules } from "./find-schedule.ts";
import { noteByHand } from "./note-by-hand.ts";
import { planBackfill, type BackfillPlan } from "./plan-backfill.ts";
import { zonedWord } from "./tick-lines.ts";

interface BackfillOptions {
  from: string;
  to?: string;
  dryRun?: boolean;
  keepGoing?: boolean;
  json?: boolean;
  quiet?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "its id, or its command when that has only one"), shell)
    .requiredOption(
      "--from <time>",
      "required: the first tick at or after: 2d (ago), yesterday, 2026-11-23, 2026-11-23T08:00Z",
    )
    .option("--to <time>", "ticks before that (default: now)")
    .option("--dry-run", "only say what it would run")
    .option("--keep-going", "go on after a tick that failed")
    .option("-q, --quiet", "say only what went wrong")
    .option("--json", "each run's row as it ends, as JSON; the ticks with --dry-run")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((name: string, options: BackfillOptions) => backfill(name, options, shell)));
}

const EXAMPLES = `
Each tick of the time that has no run that succeeded is run here, in order, as of its own instant:
the command sees it as scheduledFor. Its row says catch up. The schedule's when() is not asked,
and a pause does not count: a person asks.

Examples:
  errand schedule backfill nightly-report --from 2026-11-20 --to 2026-11-23 --dry-run
  errand schedule backfill nightly-report --from 7d`;

async function backfill(name: string, options: BackfillOptions, shell: Shell): Promise<number> {
  const { schedule } = findSchedule(name, await readSchedules(shell), "backfill");
  const span = readSpan(options, shell);
  const plan = await planBackfill(schedule, span, (await shell.app()).store);
  const { dryRun = false, json = false } = options;
  if (!json) announce(schedule, plan, { dryRun, shell });
  if (!dryRun) return runAll(schedule, plan, options, shell);
  if (json)
    shell.printJson({
      scheduleId: schedule.id,
      ticks: plan.due.map((tick) => iso(tick)),
      succeeded: plan.succeeded,
    });
  return EXIT.ok;
}

function readSpan({ from, to }: BackfillOptions, shell: Shell): { from: number; to: number } {
  const now = shell.host.clock.now();
  const verb = "schedule backfill";
  const start = requireTime(from, { flag: "--from", now, verb });
  const end = to === undefined ? now : Math.min(now, requireTime(to, { flag: "--to", now, verb }));
  if (start < end) return { from: start, to: end };
  const message = `--from ${JSON.stringify(from)} must lie before --to, and both before now`;
  throw new ErrandError("usage", message, { next: `errand ${verb} --help` });
}

/** What it will do, before it does it. */
function announce(
  { id, timezone }: Schedule,
  { due, succeeded }: BackfillPlan,
  { dryRun, shell }: { dryRun: boolean; shell: Shell },
): void {
  const [first, last] = [due[0], due.at(-1)];
  const kept = succeeded === 0 ? "" : `; ${succeeded} succeeded and ${succeeded === 1 ? "stays" : "stay"}`;
  if (first === undefined || last === undefined) {
    shell.print(plainWord(`nothing to do for ${id}${kept === "" ? ": no tick fell into that time" : kept}`));
    return;
  }
  const ticks =
    due.length === 1
      ? `the tick of ${zonedWord(first, timezone)}`
      : `${ticksWord(due.length)} from ${zonedWord(first, timezone)} to ${zonedWord(last, timezone)}`;
  shell.print(plainWord(`${dryRun ? "would run" : "runs"} ${ticks} of ${id} (${timezone})${kept}`));
}

/** One after the other. What failed ends it unless it is to go on, and its exit code is that of the first that failed. */
async function runAll(
  schedule: Schedule,
  { due }: BackfillPlan,
  { keepGoing = false, quiet = false, json = false }: BackfillOptions,
  shell: Shell,
): Promise<number> {
  if (due.length > 0)
    await noteByHand("backfill", schedule.id, [`${ticksWord(due.length)} from ${iso(due[0] ?? 0)}`], shell);
  let exitCode: number = EXIT.ok;
  for (const [index, scheduledFor] of due.entries()) {
    const code = await runTick(schedule, scheduledFor, { quiet, json }, shell);
    if (exitCode === EXIT.ok) exitCode = code;
    if (code === EXIT.ok || (keepGoing && code !== EXIT.interrupted && code !== EXIT.terminated)) continue;
    noteStop(due.length - index - 1, shell);
    break;
  }
  return exitCode;
}

/** Another run of its command is awaited: a tick that were skipped for it would not be made up for. */
async function runTick(
  schedule: Schedule,
  scheduledFor: number,
  { quiet, json }: { quiet: boolean; json: boolean },
  shell: Shell,
): Promise<number> {
  const overlap = schedule.overlap === "allow" ? "allow" : "wait";
  const options = { ...PLAIN_RUN, input: false, overlap, quiet, json } as const;
  const { runScheduled } = await import("./run-scheduled.ts");
  const { code } = await runScheduled(
    { schedule, argv: [], options, trigger: "catch_up", scheduledFor },
    shell,
  );
  return code;
}

function noteStop(left: number, shell: Shell): void {
  if (left === 0) return;
  shell.note(`${ticksWord(left)} left; the same call goes on where it stopped`, "errand history --failed");
}

function ticksWord(count: number): string {
  return count === 1 ? "1 tick" : `${count} ticks`;
}
