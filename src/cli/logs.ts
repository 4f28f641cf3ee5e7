import { Option, type Command } from "commander";
import type { App } from "../app.ts";
import { EXIT } from "../core/errors.ts";
import { STREAMS, type Run } from "../core/run.ts";
import { ENDING_SIGNALS, processSignals } from "../runner/signals.ts";
import { oneOf, wholeNumber } from "./check-option.ts";
import { introduce, tellAttempts, tellEnd, tellSilence } from "./logs-notes.ts";
import { readOutput } from "./logs-read.ts";
import { chooseRun, requireAttempt, type RunChoice } from "./logs-run.ts";
import { LineView, RawView, type View, type ViewOptions } from "./logs-view.ts";
import { PacedWriter } from "./logs-writer.ts";
import { addProjectFlags } from "./project-flags.ts";
import { rescueToRead } from "./rescue-to-read.ts";
import type { Shell } from "./shell.ts";

interface LogsOptions extends RunChoice, ViewOptions {
  attempt?: number;
  raw?: boolean;
}

export function define(command: Command, shell: Shell): void {
  const raw = new Option("--raw", "the bytes as they were written; they may drive your terminal");
  addProjectFlags(command.argument("[run]", "its id, a beginning of it, or last (default: last)"), shell)
    .description("What a run printed: all of its streams on stdout, in the order in which they came")
    .option("-f, --follow", "go on until the run is over")
    .option("--failed", "of the last run that went wrong")
    .option("-c, --command <name>", "of the last run of this command")
    .option("--grep <pattern>", "only lines that match: a regular expression")
    .option("-i, --ignore-case", "let --grep take capitals and small letters for the same")
    .option("-n, --tail <count>", "only the last lines", wholeNumber("--tail", 0, 100_000))
    .option(
      "--attempt <number>",
      "of this attempt (default: the last)",
      wholeNumber("--attempt", 1, 1_000_000),
    )
    .option("--stream <name>", `only one stream: ${STREAMS.join(", ")}`, oneOf("--stream", STREAMS))
    .option("-t, --timestamps", "put the time (UTC) before each line")
    .addOption(raw.conflicts(["grep", "tail", "timestamps", "json"]))
    .option("--json", "each line as a JSON object on a line of its own")
    .action(shell.act((word: string | undefined, options: LogsOptions) => showLogs(word, options, shell)));
}

async function showLogs(word: string | undefined, options: LogsOptions, shell: Shell): Promise<number> {
  const app = await rescueToRead(shell);
  const run = await chooseRun(word, options, shell);
  requireAttempt(run, options.attempt);
  const view = options.raw === true ? new RawView(options, shell) : new LineView(run, options, shell.host);
  if (word === undefined) introduce(run, shell);
  const stop = new AbortController();
  const leave = options.follow === true ? heedSignals(shell, stop) : () => EXIT.ok;
  await pour({ run, options, view, stop }, app, shell);
  const code = leave();
  if (!stop.signal.aborted) await tell({ run, options, view }, shell);
  return code;
}

/** The first signal ends the following, not the process: what was read is shown to its end. Returns how to leave. */
function heedSignals({ host }: Shell, stop: AbortController): () => number {
  let code: number = EXIT.ok;
  const deafen = (host.signals ?? processSignals).listen((signal) => {
    code = ENDING_SIGNALS[signal];
    stop.abort();
  });
  return () => {
    deafen();
    return code;
  };
}

interface Showing {
  run: Run;
  options: LogsOptions;
  view: View;
}

/** A reader who went away stops the reading, like a signal. */
async function pour(
  { run, options, view, stop }: Showing & { stop: AbortController },
  app: App,
  { host }: Shell,
): Promise<void> {
  const writer = new PacedWriter(host.stdout, () => stop.abort());
  const { attempt, follow = false } = options;
  const house = { store: app.store, clock: host.clock, rescue: () => app.rescueToRead() };
  for await (const batch of readOutput({ run, attempt, follow, signal: stop.signal }, house))
    for (const part of view.take(batch)) await writer.write(part);
  for (const part of view.end()) await writer.write(part);
}

async function tell({ run, options, view }: Showing, shell: Shell): Promise<void> {
  if (options.follow === true) await tellEnd(run, shell);
  else if (view.printed) tellAttempts(run, options.attempt, shell);
  else tellSilence(run, options, shell);
}
