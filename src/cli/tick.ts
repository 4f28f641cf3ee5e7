import type { Command } from "commander";
import { EXIT } from "../core/errors.ts";
import { wordEvent } from "../log/event-lines.ts";
import { processSignals } from "../runner/signals.ts";
import type { Dispatcher } from "../worker/dispatcher.ts";
import { carryFlagsAtEnd } from "./carry-flags.ts";
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
    if (words !== null) stderr.write(`${carryFlagsAtEnd(words, shell.configFlags)}\n`);
  });
  const announcer = await app.createAnnouncer();
  await announcer.watch();
  await app.registerSchedules();
  const scheduler = await app.createScheduler();
  const { queued, next } = await scheduler.tickOnce();
  const dispatcher = await app.createDispatcher({ spares: 0 });
  announcer.start();
  const isStopped = await liveAll(dispatcher, shell);
  await announcer.stop(LAST_WORD_MS);
  await app.pruneIfDue();
  if (!cron) shell.print(wordReport(queued, next, clock.now()));
  return isStopped ? EXIT.terminated : EXIT.ok;
}

/** Until nothing that may start is left, or until it is told to stop, which it answers. */
async function liveAll(dispatcher: Dispatcher, shell: Shell): Promise<boolean> {
  const { signals = processSignals, clock } = shell.host;
  const { graceMs } = await shell.config();
  const stopped = Promise.withResolvers<true>();
  const stopListening = heedStops(
    { signals, clock },
    { first: () => stopped.resolve(true), again: () => void dispatcher.drain({ graceMs: 0 }) },
  );
  dispatcher.start();
  const isStopped = await Promise.race([stopped.promise, dispatcher.whenIdle().then(() => false)]);
  await dispatcher.drain({ graceMs: isStopped ? graceMs : 0 });
  stopListening();
  return isStopped;
}

function wordReport(queued: number, next: number | null, now: number): string {
  const runs = queued === 0 ? "nothing was due" : queued === 1 ? "1 run was due" : `${queued} runs were due`;
  const then = next === null ? "" : `; next at ${clockWord(next, now)}`;
  return `${runs}${then}`;
}
