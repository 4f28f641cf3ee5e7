import type { Shell } from "./shell.ts";

/** The run that this call was started from, if its ledger is ours: children of a run carry its id in the environment. */
export async function parentOf(shell: Shell): Promise<string | null> {
  const id = shell.host.env["ERRAND_RUN_ID"];
  if (id === undefined) return null;
  const { store } = await shell.app();
  return (await store.findRun(id)) ? id : null;
}
