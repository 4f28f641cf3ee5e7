import type { ErrandProcess } from "../../store/work-store.ts";
import { liveness } from "../../runner/process-identity.ts";
import { findWorkers } from "../../worker/presence.ts";
import type { Shell } from "../shell.ts";

/** No worker is silent for so long and there. */
const LOOKED_BACK_MS = 3_600_000;

/** Processes that take runs out of queues, `tick` lines of crontabs included; of one queue, or of any. */
export async function readWorkers(shell: Shell, queue?: string): Promise<ErrandProcess[]> {
  const { store } = await shell.app();
  const now = shell.host.clock.now();
  const processes = await store.processes({ since: now - LOOKED_BACK_MS });
  return findWorkers(processes, { now, judge: liveness }, queue);
}
