import type { Command } from "commander";
import { addProjectFlags } from "../project-flags.ts";
import { pauseWord } from "../schedule/pause-word.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { requireName } from "./names.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "the queue"), shell)
    .option("--json", "whether it was paused, and how many of its runs are due, as JSON")
    .action(shell.act((name: string, options: { json?: boolean }) => resume(name, options, shell)));
}

async function resume(name: string, { json }: { json?: boolean }, shell: Shell): Promise<void> {
  const queue = requireName(name, "resume");
  const { actor, store } = await shell.app();
  const now = shell.host.clock.now();
  const found = (await store.queues(now)).find((one) => one.name === queue);
  const pause = found?.pause ?? null;
  const wasPaused = await store.resumeQueue(queue);
  const due = found?.due ?? 0;
  if (pause !== null) {
    const note = `paused by ${pause.by} since ${new Date(pause.at).toISOString()}`;
    await store.recordAudit({ at: now, actor, action: "queue resume", target: queue, note });
  }
  if (json === true) shell.printJson({ queue, resumed: wasPaused && pause !== null, due });
  else if (pause === null) shell.note(`queue ${queue} is not paused`, "errand queue list");
  else
    shell.print(plainWord(`queue ${queue} is resumed; it was ${pauseWord(pause, now)}. ${wordDue(due)} now`));
}

function wordDue(due: number): string {
  return due === 0 ? "Nothing of it is due" : due === 1 ? "1 run of it is due" : `${due} runs of it are due`;
}
