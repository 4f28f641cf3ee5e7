import { systemClock } from "../system-clock.ts";
import { addRoot } from "./known-processes.ts";
import { endRunProcesses } from "./process-tree.ts";

/** Ends this process, whose parent died, with all that its run started: no row waits for its last word. */
export async function endOrphan(): Promise<void> {
  const runId = process.env["ERRAND_RUN_ID"];
  try {
    if (runId !== undefined) {
      addRoot(runId, process.pid);
      await endRunProcesses(runId, systemClock);
    }
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
}
