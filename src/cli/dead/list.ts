import type { Command } from "commander";
import type { FailureGroup } from "../../store/failure-store.ts";
import { addProjectFlags } from "../project-flags.ts";
import { rescueToRead } from "../rescue-to-read.ts";
import type { Shell } from "../shell.ts";
import { formatTable, type Column } from "../table.ts";
import { tableWidth } from "../table-width.ts";
import { agoWord, whyWord } from "../words.ts";
import { groupJson } from "./failure-json.ts";
import { addFilterFlags, isNarrowed, readFilter, type FilterOptions } from "./filter.ts";

interface ListOptions extends FilterOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(addFilterFlags(command), shell)
    .option("--json", "as JSON")
    .addHelpText("after", WHEN)
    .action(shell.act((options: ListOptions) => list(options, shell)));
}

const WHEN = `
A queued or scheduled run that failed for good is a dead letter until its command succeeds with
the same args, a retry of it succeeds or fails in its place, or somebody discards or acknowledges
it. Failures with the same error share a fingerprint, numbers and names aside.`;

async function list(options: ListOptions, shell: Shell): Promise<void> {
  const app = await rescueToRead(shell);
  const now = shell.host.clock.now();
  const groups = await app.store.failureGroups(readFilter(options, { now, verb: "dead list" }));
  if (options.json === true) {
    shell.printJson({ groups: groups.map(groupJson) });
    return;
  }
  const [first] = groups;
  if (!first) {
    explainNone(options, shell);
    return;
  }
  shell.print(groupTable(groups, shell));
  const { fingerprint } = first;
  shell.tell(`\nNext: errand dead show ${fingerprint}   errand dead retry ${fingerprint}`);
}

function explainNone(options: ListOptions, shell: Shell): void {
  if (isNarrowed(options)) shell.note("no dead letter is like that", "errand dead list");
  else shell.note("there are no dead letters", "errand status");
}

/** Only shown while something is retried. */
const RETRY = "RETRY";

const COLUMNS: Column[] = [
  { head: "FINGERPRINT" },
  { head: "RUNS", align: "right" },
  { head: "LAST", align: "right" },
  { head: "FIRST", align: "right", spare: 1 },
  { head: RETRY },
  { head: "COMMAND", least: 12 },
  { head: "EXAMPLE", least: 20 },
];

function groupTable(groups: FailureGroup[], { host }: Shell): string {
  const now = host.clock.now();
  const isRetried = groups.some(({ retries }) => retryWord(retries) !== "");
  const rows = groups.map(({ fingerprint, command, count, firstAt, lastAt, example, retries }) => [
    fingerprint,
    String(count),
    agoWord(lastAt, now),
    agoWord(firstAt, now),
    ...(isRetried ? [retryWord(retries)] : []),
    command,
    whyWord(example),
  ]);
  const columns = isRetried ? COLUMNS : COLUMNS.filter(({ head }) => head !== RETRY);
  return formatTable(columns, rows, tableWidth(host));
}

function retryWord({ queued, running }: FailureGroup["retries"]): string {
  const words = [...(queued > 0 ? [`${queued} queued`] : []), ...(running > 0 ? [`${running} running`] : [])];
  return words.join(", ");
}
