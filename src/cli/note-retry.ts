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
 * Says of a dead letter whose retry by hand was skipped for a run beside it that its queue is a way past that.
 * @throws what `call`, the retry, throws; nothing is watched then.
 */
export async function tellingOfSkip<T>(parent: Run, shell: Shell, call: () => Promise<T>): Promise<T> {
  const { events } = await shell.app();
  const skipped: Run[] = [];
  const stop = events.subscribe((event) => {
    if (event.type !== "run.skipped" || event.run.parentId !== parent.id) return;
    if (event.run.state === "skipped") skipped.push(event.run);
  });
  try {
    const result = await call();
    if (skipped.length > 0) await noteDead(parent, shell);
    return result;
  } finally {
    stop();
  }
}

async function noteDead({ id, command, queue, workflowId }: Run, shell: Shell): Promise<void> {
  const { store } = await shell.app();
  if (queue === null || (await store.findFailure(id))?.closed !== null) return;
  shell.note(
    `run ${id} of ${command} is a dead letter: a worker can repeat it by the rules of its queue`,
    `errand dead retry ${workflowId === null ? shortId(id) : id}`,
  );
}
