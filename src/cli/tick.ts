import type { Command } from "commander";
import { EXIT } from "../core/errors.ts";
import { wordEvent } from "../log/event-lines.ts";
import { processSignals } from "../runner/signals.ts";
import type { Dispatcher } from "../worker/dispatcher.ts";
import { carryFlagsInLines } from "./carry-flags.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";
import { heedStops } from "./start/stop-signals.ts";
import { clockWord } from "./words.ts";

interface TickOptions {
  cron?: boolean;
}

/** How long notices may take that are due when nothing else is left, in ms. */
const LAST_WORD_MS = 10_000;

const WHEN = `
One pass for a one-line crontab, which errand crontab install writes:
  * * * * * cd /path/to/project && /path/to/node /path/to/errand tick --cron
It registers what is written, settles what is due, lives what may start, and ends when nothing is
left. Ctrl-C or SIGTERM lets running work end within the config's grace, and a second one ends it
now; the exit code is then 143.`;

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--cron", "say nothing unless something went wrong: cron mails what it hears")
    .addHelpText("after", WHEN)
    .action(shell.act((options: TickOptions) => tick(options, shell)));
}

/** The exit code is that of ticking; how the runs went is in the ledger, and on stderr where they failed. */
async function tick({ cron = false }: TickOptions, shell: Shell): Promise<number> {
  const { clock, stderr, isTerminal } = shell.host;
  const app = await shell.app();
  const person = isTerminal("stderr") && !cron;
  app.events.subscribe((event) => {
    const words = wordEvent(event, { person, quiet: cron, now: () => clock.now() });
    if (words !== null) stderr.write(`${carryFlagsInLines(words, shell.configFlags)}\n`);
  });
  const announcer = await app.createAnnouncer();
  await announcer.watch();
  await app.registerSchedules();
  const scheduler = await app.createScheduler();
  const { queued, next } = await scheduler.tickOnce();
  const dispatcher = await app.createDispatcher({ spares: 0 });
  announcer.start();
  const exitCode = await liveAll(dispatcher, shell);
  await announcer.stop(LAST_WORD_MS);
  await app.pruneIfDue();
  if (!cron) shell.print(wordReport(queued, next, clock.now()));
  // As the last thing: their code goes on until this process ends.
  shell.leavesNow = dispatcher.deaf.any;
  await dispatcher.deaf.letGo();
  return exitCode;
}

/** Until nothing that may start is left, or it is told to stop, or must. Answers with the exit code. */
async function liveAll(dispatcher: Dispatcher, shell: Shell): Promise<number> {
  const { signals = processSignals, clock } = shell.host;
  const { graceMs } = await shell.config();
  const stopped = Promise.withResolvers<number>();
  const stopListening = heedStops(
    { signals, clock },
    { first: () => stopped.resolve(EXIT.terminated), again: () => void dispatcher.drain({ graceMs: 0 }) },
  );
  dispatcher.start();
  const deaf = dispatcher.deaf.first.then(() => EXIT.killed);
  const idle = dispatcher.whenIdle().then(() => EXIT.ok);
  const exitCode = await Promise.race([stopped.promise, deaf, idle]);
  await dispatcher.drain({ graceMs: exitCode === EXIT.ok ? 0 : graceMs });
  stopListening();
  return exitCode;
}

function wordReport(queued: number, next: number | null, now: number): string {
  const runs = queued === 0 ? "nothing was due" : queued === 1 ? "1 run was due" : `${queued} runs were due`;
  const then = next === null ? "" : `; next at ${clockWord(next, now)}`;
  return `${runs}${then}`;
}
