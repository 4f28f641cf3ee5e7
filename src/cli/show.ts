import type { Command } from "commander";
import type { Attempt, Run } from "../core/run.ts";
import { findRun } from "./find-run.ts";
import { addProjectFlags } from "./project-flags.ts";
import { readTail } from "./read-tail.ts";
import { rescueToRead } from "./rescue-to-read.ts";
import { attemptJson, runJson } from "./run-json.ts";
import type { Shell } from "./shell.ts";
import type { RunDetail } from "./run-detail.ts";
import { describeRun } from "./show-lines.ts";

interface ShowOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<run>", "its id, a beginning of it, or last"), shell)
    .option("--json", "as JSON")
    .action(shell.act((word: string, options: ShowOptions) => show(word, options, shell)));
}

const TAIL_LINES = 10;
const CHILDREN = 20;

async function show(word: string, { json }: ShowOptions, shell: Shell): Promise<void> {
  const app = await rescueToRead(shell);
  const run = await findRun(word, shell);
  const attempts = await app.store.attempts(run.id);
  if (json === true) shell.printJson({ run: { ...runJson(run), attempts: attempts.map(attemptJson) } });
  else shell.print(describeRun(await detail(run, attempts, shell), shell.host.clock.now()));
}

async function detail(run: Run, attempts: Attempt[], shell: Shell): Promise<RunDetail> {
  const app = await shell.app();
  const { runs } = await app.store.listRuns({ parentId: run.id }, { limit: CHILDREN });
  const colours = shell.host.isTerminal("stdout") && !shell.host.env["NO_COLOR"];
  const tail = await readTail(
    run,
    { lines: TAIL_LINES, look: { pretty: true, colours, timestamps: false } },
    { store: app.store, clock: shell.host.clock, rescue: () => app.rescueToRead() },
  );
  const parent = run.parentId === null ? undefined : await app.store.findRun(run.parentId);
  return { run, attempts, parent, children: runs, tail };
}
