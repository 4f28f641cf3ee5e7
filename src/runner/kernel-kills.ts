import { readFileSync } from "node:fs";
import type { Exit } from "./executor.ts";

/** How many processes the kernel has ended so far because memory ran out; 0 where it does not tell. */
function countKernelKills(): number {
  try {
    return Number(/^oom_kill (\d+)/m.exec(readFileSync("/proc/vmstat", "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Tells a SIGKILL of the kernel, which wants memory, from one of somebody else. Begin it with the run. */
export function watchKernelKills(): (exit: Exit) => Exit {
  const before = countKernelKills();
  return (exit) => {
    if (exit.kind !== "signalled" || exit.signal !== "SIGKILL" || exit.reason !== undefined) return exit;
    return countKernelKills() > before ? { ...exit, reason: KERNEL } : exit;
  };
}

const KERNEL = "the kernel ended it (SIGKILL): the machine, or its container, ran out of memory";
