import { EXIT } from "../core/errors.ts";
import type { RunState } from "../core/run.ts";
import { wordEvent } from "../log/event-lines.ts";
import type { App } from "../app.ts";
import type { RunReport } from "../app/run-request.ts";
import { carryFlagsInLines } from "./carry-flags.ts";
import type { RunnerOptions } from "./runner-flags.ts";
import type { Leave, Shell } from "./shell.ts";
import { RunTerminal } from "./terminal.ts";

export interface OpenTerminal {
  terminal: RunTerminal;
  /** Says no more: another run may follow in this process. */
  stop: () => void;
}

/** The terminal of a run, and errand's own words about it on stderr: all of them for a person, else only what went wrong. */
export async function openTerminal(app: App, options: RunnerOptions, shell: Shell): Promise<OpenTerminal> {
  const { host } = shell;
  // Loaded before the run: a command that calls process.exit() leaves no time to do so.
  const asJson = options.json ? (await import("../core/run-json.ts")).runJson : null;
  const pretty = host.isTerminal("stderr");
  const outTo = options.json ? "stderr" : "stdout";
  const terminal = new RunTerminal(host, { outTo, verbose: options.verbose, pretty });
  const stop = app.events.subscribe((event) => {
    if (event.type === "run.finished" || event.type === "run.left") terminal.endProgress();
    if (event.type === "run.left" && asJson) shell.printJson({ run: asJson(event.run) });
    const words = wordEvent(event, { person: pretty, quiet: options.quiet, now: () => host.clock.now() });
    if (words !== null) terminal.say(carryFlagsInLines(words, shell.configFlags));
  });
  return { terminal, stop };
}

/** How the call ends: the run's own exit code, and its row on stdout when that was asked for. Old runs go by the way. */
export async function leaveWith(report: RunReport, options: RunnerOptions, shell: Shell): Promise<Leave> {
  if (options.json) {
    const { runJson } = await import("../core/run-json.ts");
    shell.printJson({ run: runJson(report.run) });
  }
  await tidy(shell);
  shell.leaveOpen();
  return { code: exitCode(report, options), now: leavesNow(report) };
}

/** Work that was given up may go on in this process, and work that was made to end keeps nobody for its reader's sake. */
function leavesNow(report: RunReport): boolean {
  return report.kind === "ran" && (report.abandoned || MADE_TO_END.has(report.run.state));
}

const MADE_TO_END: ReadonlySet<RunState> = new Set(["timed_out", "cancelled"]);

/** The run is over and on its row; a ledger that cannot be tidied now will be tomorrow. */
async function tidy(shell: Shell): Promise<void> {
  try {
    await (await shell.app()).pruneIfDue();
  } catch {
    // `errand doctor` tells what is wrong with the ledger; this call was about a run.
  }
}

function exitCode(report: RunReport, options: RunnerOptions): number {
  switch (report.kind) {
    case "skipped":
      return options.skipCode;
    case "waited_in_vain":
      return EXIT.tryLater;
    case "cancelled":
      return report.run.exitCode ?? EXIT.interrupted;
    case "ran":
      return report.run.exitCode ?? EXIT.failed;
  }
}
