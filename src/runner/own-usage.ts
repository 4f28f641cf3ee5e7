import type { Execution } from "./executor.ts";

/** CPU ms and peak resident bytes of this process. */
export function readOwnUsage(): ReturnType<Execution["usage"]> {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000), peakRss: maxRSS * 1024 };
}
