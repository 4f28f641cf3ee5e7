import { readFileSync } from "node:fs";
import { unitOf, wordMemory } from "../core/byte-size.ts";
import type { Clock } from "../core/clock.ts";
import type { Exit } from "./executor.ts";
import { endRunProcesses, findRunProcesses } from "./process-tree.ts";

const LOOK_EVERY_MS = 200;

export interface MemoryLimit {
  /** How the run ended, if it was its memory that ended it. */
  exit: Exit | null;
}

export interface LimitedRun {
  runId: string;
  bytes: number;
  /** What its process held before, in bytes. Default: nothing that counts. */
  besides?: number;
  /** The run's own process, at once: asked to end, it might take more meanwhile. */
  dismiss: () => void;
  over: Promise<unknown>;
}

/**
 * Ends a run whose processes together have more in memory than it may, as the system counts it (RSS): what V8 may
 * allocate for itself is a part of that, and buffers and children are the rest.
 */
export function limitMemory(
  { runId, bytes, besides = 0, dismiss, over }: LimitedRun,
  clock: Clock,
): MemoryLimit {
  const limit: MemoryLimit = { exit: null };
  const stop = new AbortController();
  void over.then(() => stop.abort());
  const watch = async (): Promise<void> => {
    for (let used = 0; !stop.signal.aborted; used = residentBytes(runId) - besides) {
      if (used > bytes) return end(used);
      await clock.sleep(LOOK_EVERY_MS, { signal: stop.signal, background: true });
    }
  };
  const end = async (used: number): Promise<void> => {
    limit.exit = { kind: "signalled", signal: "SIGKILL", reason: wordLimit(bytes, used) };
    dismiss();
    await endRunProcesses(runId, clock);
  };
  void watch();
  return limit;
}

function wordLimit(bytes: number, used: number): string {
  return `its memory limit of ${wordMemory(bytes)} ran out: it had ${wordMemory(used, unitOf(bytes))}`;
}

/** Of all processes of a run. One that ended while we looked has none. */
function residentBytes(runId: string): number {
  return findRunProcesses(runId).reduce((sum, { pid }) => sum + residentOf(pid), 0);
}

function residentOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
