import type { Run } from "../core/run.ts";
import type { Shell } from "./shell.ts";

/** What makes a failure good by hand stands in the audit; the failure itself closes when the retry succeeds. */
export async function noteRetry({ id, command }: Run, shell: Shell): Promise<void> {
  const { actor, store } = await shell.app();
  if ((await store.findFailure(id))?.closed !== null) return;
  await store.recordAudit({ at: shell.host.clock.now(), actor, action: "retry", target: id, note: command });
}
