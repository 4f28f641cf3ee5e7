import type { Command } from "commander";
import { wordEvent } from "../log/event-lines.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";

interface TickOptions {
  cron?: boolean;
}

const WHEN = `
One pass for a one-line crontab, which errand crontab install writes:
  * * * * * cd /path/to/project && /path/to/node /path/to/errand tick --cron
It registers what is written, settles what is due, lives what may start, and ends when nothing is left.`;

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--cron", "say nothing unless something went wrong: cron mails what it hears")
    .addHelpText("after", WHEN)
    .action(shell.act((options: TickOptions) => tick(options, shell)));
}

/** The exit code is that of ticking; how the runs went is in the ledger, and on stderr where they failed. */
async function tick({ cron = false }: TickOptions, shell: Shell): Promise<void> {
  const { clock, stderr, isTerminal } = shell.host;
  const app = await shell.app();
  const person = isTerminal("stderr") && !cron;
  app.events.subscribe((event) => {
    const words = wordEvent(event, { person, quiet: cron, now: () => clock.now() });
    if (words !== null) stderr.write(`${words}\n`);
  });
  await app.registerSchedules();
  const scheduler = await app.createScheduler();
  const { queued, next } = await scheduler.tickOnce();
  const dispatcher = await app.createDispatcher({ spares: 0 });
  dispatcher.start();
  await dispatcher.whenIdle();
  await dispatcher.drain({ graceMs: 0 });
  await app.pruneIfDue();
  if (!cron) shell.print(wordReport(queued, next));
}

function wordReport(queued: number, next: number | null): string {
  const runs = queued === 0 ? "nothing was due" : queued === 1 ? "1 run was due" : `${queued} runs were due`;
  const then = next === null ? "" : `; next at ${new Date(next).toISOString()}`;
  return `${runs}${then}`;
}
