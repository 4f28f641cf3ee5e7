import { styleText } from "node:util";
import { readQueues, type ListedQueue } from "../queue/read-queues.ts";
import { pauseWord } from "../schedule/pause-word.ts";
import type { Shell } from "../shell.ts";
import { count } from "../start/count.ts";
import { plainWord } from "../words.ts";

/** What a worker begins its screen with: the queues that it serves, and what waits there. */
export async function drawQueues(
  weights: Readonly<Record<string, number>> | null,
  shell: Shell,
): Promise<string> {
  const now = shell.host.clock.now();
  const all = await readQueues(shell);
  const served = all.filter(({ facts }) => weights === null || Object.hasOwn(weights, facts.name));
  const lines = served.map((queue) => lineOf(queue, now));
  const missing = Object.keys(weights ?? {}).filter((name) => all.every(({ facts }) => facts.name !== name));
  const rest = missing.map((name) => `  ${name}: nothing waits`);
  const head = weights === null ? "works all queues" : `works ${count(Object.keys(weights).length, "queue")}`;
  return [
    styleText("dim", head),
    ...lines,
    ...rest,
    "",
    "each run gets a line when it ends. Ctrl-C stops.\n",
  ].join("\n");
}

function lineOf({ facts: { name, waiting, pause } }: ListedQueue, now: number): string {
  const waits =
    waiting === 0 ? "nothing waits" : `${count(waiting, "run")} ${waiting === 1 ? "waits" : "wait"}`;
  return `  ${plainWord(`${name}: ${waits}${pause === null ? "" : `, ${pauseWord(pause, now)}`}`)}`;
}
