import type { Command } from "commander";
import { didYouMean } from "../../core/did-you-mean.ts";
import type { Pause } from "../../core/schedule.ts";
import { reasonOption, spanOption } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import { pauseWord } from "../schedule/pause-word.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { plainWord } from "../words.ts";
import { requireName } from "./names.ts";
import { queueJson } from "./queue-json.ts";
import { readQueues } from "./read-queues.ts";

interface PauseOptions {
  reason?: string;
  for?: number;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<name>", "the queue"), shell)
    .option("--reason <text>", "why, for whoever wonders", reasonOption)
    .option("--for <duration>", "resume by itself after so long: 90m, 2d", spanOption("--for"))
    .option("--json", "the queue as it stands then, as JSON")
    .addHelpText("after", EXAMPLES)
    .action(shell.act((name: string, options: PauseOptions) => pause(name, options, shell)));
}

const EXAMPLES = `
Its runs wait; what runs already goes on. Enqueueing into it goes on too.

Examples:
  errand queue pause mail --reason "the mail server moves"
  errand queue pause mail --for 2h`;

async function pause(name: string, options: PauseOptions, shell: Shell): Promise<void> {
  const queue = requireName(name, "pause");
  const { actor, store } = await shell.app();
  await noteStranger(queue, shell);
  const at = shell.host.clock.now();
  const until = options.for === undefined ? null : at + options.for;
  const asked: Pause = { at, by: actor, reason: options.reason ?? null, until };
  await store.pauseQueue(queue, asked);
  const notes = [until === null ? "" : `until ${new Date(until).toISOString()}`, asked.reason ?? ""];
  const note = notes.filter((one) => one !== "").join("; ");
  await store.recordAudit({
    at,
    actor,
    action: "queue pause",
    target: queue,
    note: note === "" ? null : note,
  });
  const next = `errand queue resume ${typeAgain([queue])}`;
  if (options.json === true) shell.printJson({ queue: queueJson(await readOne(queue, shell)) });
  else shell.tell(plainWord(`queue ${queue} is ${pauseWord(asked, at)}. Next: ${next}`));
}

/** Any name makes a queue, and a slip in it would pause nothing. */
async function noteStranger(queue: string, shell: Shell): Promise<void> {
  const known = (await readQueues(shell)).map(({ facts }) => facts.name);
  if (known.includes(queue)) return;
  const meant = didYouMean(queue, known);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  shell.note(`nothing is in queue ${queue}, and the config names none so${hint}`, "errand queue list");
}

async function readOne(queue: string, shell: Shell) {
  const found = (await readQueues(shell)).find(({ facts }) => facts.name === queue);
  if (!found) throw new Error(`queue ${queue} was paused and is not there`);
  return found;
}
