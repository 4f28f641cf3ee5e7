import type { Command } from "commander";
import { failureJson } from "./dead/failure-json.ts";
import { findRun } from "./find-run.ts";
import { addProjectFlags } from "./project-flags.ts";
import { readTail } from "./read-tail.ts";
import { rescueToRead } from "./rescue-to-read.ts";
import { hasCommand } from "../command/discover.ts";
import type { Run } from "../core/run.ts";
import { attemptJson, runJson } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import type { RunDetail } from "./run-detail.ts";
import { describeRun } from "./show-lines.ts";
import { readWait, waitJson } from "./show-wait.ts";
import { memberJson } from "./show-workflow.ts";
import { CHILDREN_READ, startedIn, type StartedOne } from "./started-workflows.ts";

interface ShowOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<run>", "its id, a beginning of it, or last"), shell)
    .option("--json", "as JSON")
    .action(shell.act((word: string, options: ShowOptions) => showRun(word, options, shell)));
}

const TAIL_LINES = 10;
const CHILDREN = 20;
const TREES = 3;

/** All about the run that a word means, for people or as JSON. */
export async function showRun(word: string, { json }: ShowOptions, shell: Shell): Promise<void> {
  const app = await rescueToRead(shell);
  const run = await findRun(word, shell);
  const attempts = await app.store.attempts(run.id);
  const failure = await app.store.findFailure(run.id);
  const workflow = run.workflowId === null ? [] : await app.store.workflow(run.workflowId);
  const wait = await readWait(run, attempts, shell);
  const { runs } = await app.store.listRuns({ parentId: run.id }, { limit: CHILDREN_READ });
  const startedIds = startedIn(runs, run);
  const children = runs.filter(({ workflowId }) => workflowId === null).slice(0, CHILDREN);
  const known = { run, attempts, failure, workflow, wait, startedIds, children };
  if (json === true)
    shell.printJson({
      run: {
        ...runJson(run),
        attempts: attempts.map(attemptJson),
        failure: failureJson(failure),
        waits: waitJson(wait),
      },
      workflow: workflow.map(memberJson),
      startedWorkflows: startedIds,
    });
  else shell.tell(describeRun(await detail(known, shell), shell.host.clock.now()));
}

async function detail(
  known: Omit<RunDetail, "again" | "parent" | "started" | "tail">,
  shell: Shell,
): Promise<RunDetail> {
  const { run, startedIds } = known;
  const app = await shell.app();
  const colours = shell.host.isTerminal("stdout") && !shell.host.env["NO_COLOR"];
  const tail = await readTail(
    run,
    { lines: TAIL_LINES, look: { pretty: true, colours, timestamps: false } },
    { store: app.store, clock: shell.host.clock, rescue: () => app.rescueToRead() },
  );
  const parent = run.parentId === null ? undefined : await app.store.findRun(run.parentId);
  const started: StartedOne[] = [];
  for (const workflowId of startedIds.slice(0, TREES))
    started.push({ workflowId, members: await app.store.workflow(workflowId) });
  return { ...known, again: await againOf(run, shell), parent, started, tail };
}

/** A program's run has all that it takes on its row, or in its schedule. */
async function againOf({ command, args, error, scheduleId }: Run, shell: Shell): Promise<RunDetail["again"]> {
  const isThere = hasCommand(await shell.config(), command) || typeof args["program"] === "string";
  if (isThere) return error?.name === "invalid_args" ? "edit" : "retry";
  const { store } = await shell.app();
  const known = scheduleId === null ? undefined : await store.findSchedule(scheduleId);
  return known?.schedule.program ? "retry" : "gone";
}
