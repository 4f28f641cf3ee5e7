import { Option, type Command } from "commander";
import type { Clock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import { quote } from "../core/quote.ts";
import { RUN_STATES, TRIGGERS, type Run } from "../core/run.ts";
import type { RunFilter, RunPage } from "../store/history-store.ts";
import type { Store } from "../store/store.ts";
import { oneOf, wholeNumber } from "./check-option.ts";
import { findRun } from "./find-run.ts";
import { toCsv } from "./history-csv.ts";
import { explainEmpty } from "./history-empty.ts";
import { readFilter, type FilterOptions } from "./history-filter.ts";
import { historyTable } from "./history-table.ts";
import { noteUnrun } from "./history-unrun.ts";
import { addProjectFlags } from "./project-flags.ts";
import { rescueToRead } from "./rescue-to-read.ts";
import { runJson } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { typeAgain, without } from "./type-again.ts";

interface HistoryOptions extends FilterOptions {
  limit: number;
  after?: string;
  workflow?: string;
  json?: boolean;
  csv?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("-c, --command <name>", "only runs of this command")
    .option("-s, --state <states>", `only in these states: ${RUN_STATES.join(", ")}`, collect)
    .option("--failed", "only what went wrong: failed, timed_out, lost")
    .option(
      "--trigger <trigger>",
      `only with this trigger: ${TRIGGERS.join(", ")}`,
      oneOf("--trigger", TRIGGERS),
    )
    .option("--tag <word>", "only with this tag, as --tag of run, exec and enqueue gave it")
    .option("--queue <name>", "only of this queue")
    .option("--workflow <run>", "only runs of one workflow: its id, or that of a run of it")
    .option("--since <time>", "asked for at or after: 2d (ago), today, 2026-11-23, 2026-11-23T08:00Z")
    .option("--until <time>", "asked for before that")
    .option("--search <text>", "in command, args, error or result")
    .option("--arg <key=value>", "whose arg has that value (repeatable)", collect)
    .option("-n, --limit <count>", "how many", wholeNumber("--limit", 1, 1_000), 25)
    .option("--after <cursor>", "the next page: what the page before gave")
    .option("--json", "as JSON")
    .addOption(new Option("--csv", "as CSV").conflicts("json"))
    .action(shell.act((options: HistoryOptions) => showHistory(options, shell)));
}

function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}

async function showHistory(options: HistoryOptions, shell: Shell): Promise<void> {
  const asked = readFilter(options, shell.host.clock.now());
  const app = await rescueToRead(shell);
  const filter = { ...asked, ...(await readWorkflow(options, shell)) };
  const { runs, next } = await fillPage(app.store, { filter, options, clock: shell.host.clock });
  if (options.json === true) {
    shell.printJson({ runs: runs.map(runJson), next });
    return;
  }
  if (options.csv === true) shell.print(toCsv(runs));
  else if (runs.length > 0) shell.print(historyTable(runs, shell));
  else if (next === null) await explainEmpty(filter, app.store, shell);
  if (next !== null) noteNext(next, { complete: runs.length === options.limit }, shell);
  if (options.csv !== true) await noteUnrun({ filter, after: options.after, runs, next }, shell);
}

/** A run's id, or a beginning of it, names its workflow; the whole id of one whose first run is pruned does too. */
async function readWorkflow(
  { workflow: word }: HistoryOptions,
  shell: Shell,
): Promise<Pick<RunFilter, "workflowId">> {
  if (word === undefined) return {};
  const { store } = await shell.app();
  const known = await store.listRuns({ workflowId: word }, { limit: 1 });
  if (known.runs.length > 0) return { workflowId: word };
  const { id, workflowId } = await findRun(word, shell);
  if (workflowId !== null) return { workflowId };
  const next = `errand show ${shortId(id)}`;
  throw new ErrandError("usage", `--workflow ${quote(word)}: run ${id} is of no workflow`, { next });
}

/** How long a page is filled, in ms. */
const PATIENCE_MS = 2_000;

interface Question {
  filter: RunFilter;
  options: HistoryOptions;
  clock: Clock;
}

/** A rare match may take several looks: a page of the ledger may be short and still not be the last. */
async function fillPage(store: Store, { filter, options, clock }: Question): Promise<RunPage> {
  const deadline = clock.monotonic() + PATIENCE_MS;
  const runs: Run[] = [];
  let next: string | null | undefined = options.after;
  do {
    const after = typeof next === "string" ? { after: next } : {};
    const page: RunPage = await store.listRuns(filter, { limit: options.limit - runs.length, ...after });
    runs.push(...page.runs);
    next = page.next;
  } while (next !== null && runs.length < options.limit && clock.monotonic() < deadline);
  return { runs, next };
}

function noteNext(next: string, { complete }: { complete: boolean }, shell: Shell): void {
  const seconds = PATIENCE_MS / 1_000;
  const said = complete ? "there is more" : `looked for ${seconds} s and is not through the ledger yet`;
  shell.note(said, nextPage(next, shell.host.argv));
}

/** The same question again, from where this page ends. */
function nextPage(next: string, argv: string[]): string {
  return `errand ${typeAgain([...without("--after", argv), "--after", next])}`;
}
