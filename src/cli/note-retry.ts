import { shortId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import type { Shell } from "./shell.ts";

/** What makes a failure good by hand stands in the audit; the failure itself closes when the retry succeeds. */
export async function noteRetry({ id, command }: Run, shell: Shell): Promise<void> {
  const { actor, store } = await shell.app();
  if ((await store.findFailure(id))?.closed !== null) return;
  await store.recordAudit({ at: shell.host.clock.now(), actor, action: "retry", target: id, note: command });
}

/**
 * Says of a dead letter whose retry by hand was skipped for a run beside it that its queue is a way past that. What is
 * returned is called when the retry is over.
 */
export async function watchForSkip(parent: Run, shell: Shell): Promise<() => Promise<void>> {
  const { events, store } = await shell.app();
  let isSkipped = false;
  const stop = events.subscribe((event) => {
    if (event.type === "run.skipped" && event.run.parentId === parent.id)
      isSkipped = event.run.state === "skipped";
  });
  return async () => {
    stop();
    if (!isSkipped || parent.queue === null) return;
    if ((await store.findFailure(parent.id))?.closed !== null) return;
    const { id, command, workflowId } = parent;
    shell.note(
      `run ${id} of ${command} is a dead letter: a worker can repeat it by the rules of its queue`,
      `errand dead retry ${workflowId === null ? shortId(id) : id}`,
    );
  };
}
