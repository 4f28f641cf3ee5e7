import { readOwnUsage } from "../../runner/own-usage.ts";
import type { Lived } from "./close-batch.ts";

/** Runs of one batch cannot be told apart: each has its part of the CPU, and the worker's peak. */
export function shareOf(before: Lived["usage"], runs: number): Lived["usage"] {
  const { cpuMs, peakRss } = readOwnUsage();
  return { cpuMs: ((cpuMs ?? 0) - (before.cpuMs ?? 0)) / runs, peakRss };
}
