import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import { runJson } from "../core/run-json.ts";
import type { Store } from "../store/store.ts";
import type { Shell } from "./shell.ts";
import { findLiveStarted } from "./started-workflows.ts";

/** Ends all of the workflow of a run: first what waits, so that nothing starts meanwhile, then what runs. */
export async function cancelWorkflow(run: Run, { json }: { json: boolean }, shell: Shell): Promise<void> {
  const app = await shell.app();
  const { actor, store } = app;
  const id = await workflowOf(run, store);
  const now = shell.host.clock.now();
  const before = (await store.workflow(id)).filter(({ run: { state } }) => !isFinal(state));
  if (before.length === 0) throw tooLate(id);
  await store.recordAudit({ at: now, actor, action: "cancel", target: id, note: "workflow" });
  const left = await store.withdrawWorkflow(id, { reason: `cancelled by ${actor} with its workflow`, now });
  await Promise.all(left.map((one) => end(one, shell)));
  const ids = new Set(before.map((one) => one.run.id));
  const ended = (await store.workflow(id)).flatMap((one) => (ids.has(one.run.id) ? [one.run] : []));
  tell(id, ended, { json }, shell);
}

/** How many commands to type next are worth a look in one line. */
const MOST_NAMED = 3;

/** @throws ErrandError usage for a run of none, with those that it started: one word ends one workflow. */
async function workflowOf(run: Run, store: Store): Promise<string> {
  const { id, workflowId } = run;
  if (workflowId !== null) return workflowId;
  const started = await findLiveStarted(run, store);
  if (started.length === 0) {
    const message = `run ${id} is of no workflow, so --all has nothing to end`;
    throw new ErrandError("usage", message, { next: `errand cancel ${shortId(id)}` });
  }
  const those =
    started.length === 1
      ? "1 that lives, which is ended by its run"
      : `${started.length} that live, each of which is ended by its run`;
  const next = started.slice(0, MOST_NAMED).map((one) => `errand cancel --all ${one}`);
  throw new ErrandError("usage", `run ${id} is of no workflow: it started ${those}`, {
    next: next.join("   "),
  });
}

function tooLate(id: string): ErrandError {
  return new ErrandError("not_cancellable", `every run of workflow ${id} is over already`, {
    next: `errand show ${shortId(id)}`,
  });
}

async function end(id: string, shell: Shell): Promise<void> {
  const app = await shell.app();
  const run = await app.store.findRun(id);
  if (run && !isFinal(run.state)) await app.cancel(run);
}

function tell(id: string, ended: Run[], { json }: { json: boolean }, shell: Shell): void {
  const live = ended.find(({ state }) => !isFinal(state));
  if (live)
    throw new ErrandError("cancel_unanswered", `run ${live.id} of ${live.command} has not answered yet`, {
      next: `errand show ${shortId(live.id)}`,
    });
  const cancelled = ended.filter(({ state }) => state === "cancelled").length;
  if (json) shell.printJson({ runs: ended.map(runJson) });
  else shell.print(`${cancelled} of ${ended.length} live runs of workflow ${id} are cancelled`);
}
