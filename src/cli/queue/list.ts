import type { Command } from "commander";
import prettyMs from "pretty-ms";
import type { Limit } from "../../core/queue.ts";
import { addProjectFlags } from "../project-flags.ts";
import { pauseWord } from "../schedule/pause-word.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Cell, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { agoWord } from "../words.ts";
import { queueJson } from "./queue-json.ts";
import { readQueues, type ListedQueue } from "./read-queues.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--json", "as JSON")
    .addHelpText("after", MEANINGS)
    .action(shell.act((options: { json?: boolean }) => list(options, shell)));
}

const MEANINGS = `
DUE may start now. DELAYED waits for its time or for its next attempt. PARKED waits for a limit, a
spent rate, a lock or another run of its workflow.`;

async function list({ json }: { json?: boolean }, shell: Shell): Promise<void> {
  await (await shell.app()).rescue();
  const queues = await readQueues(shell);
  if (json === true) shell.printJson({ queues: queues.map(queueJson) });
  else shell.print(drawQueues(queues, shell));
}

const COLUMNS: Column[] = [
  { head: "QUEUE", least: 8 },
  { head: "DUE", align: "right" },
  { head: "OLDEST", align: "right", spare: 4 },
  { head: "DELAYED", align: "right", spare: 5 },
  { head: "PARKED", align: "right", spare: 6 },
  { head: "RUNNING", align: "right" },
  { head: "WEIGHT", align: "right", spare: 2 },
  { head: "LIMITS", spare: 3 },
  { head: "WORKERS", align: "right" },
  { head: "", least: 12, spare: 7 },
];

function drawQueues(queues: readonly ListedQueue[], { host }: Shell): string {
  const now = host.clock.now();
  const rows = queues.map((queue) => rowOf(queue, now));
  return formatTable(COLUMNS, rows, tableWidth(host));
}

function rowOf({ facts, rules, workers }: ListedQueue, now: number): Cell[] {
  const { name, due, delayed, parked, stopped, inHands, oldestDueAt, pause } = facts;
  return [
    name,
    String(due),
    oldestDueAt === null ? "-" : agoWord(oldestDueAt, now),
    String(delayed),
    String(parked),
    String(inHands),
    String(rules.weight),
    wordLimit(rules.limit),
    String(workers.length),
    [
      ...(pause === null ? [] : [pauseWord(pause, now)]),
      ...(stopped === 0 ? [] : [`${stopped} stopped by a failed run`]),
    ].join(", "),
  ];
}

/** `2 at once, 10/1m`, or a dash. */
function wordLimit({ concurrency, rate }: Limit): string {
  const words = [
    concurrency === null ? "" : `${concurrency} at once`,
    rate === null ? "" : `${rate.count}/${prettyMs(rate.perMs, { compact: true })}`,
  ].filter((word) => word !== "");
  return words.length === 0 ? "-" : words.join(", ");
}
