import { readFileSync } from "node:fs";
import type { Clock } from "../core/clock.ts";

const LOOK_EVERY_MS = 250;

interface Usage {
  cpuMs: number | null;
  peakRss: number | null;
}

export interface MeterOptions {
  clock: Clock;
  fromNow?: boolean;
  /** Default: what /proc says. */
  read?: (pid: number) => Usage | undefined;
}

/**
 * Linux tells what a process used only while it lives, so it is asked now and then; a quick one leaves no figures.
 * `fromNow`: what it used before was for others.
 */
export function meterProcess(
  pid: number | undefined,
  exit: Promise<unknown>,
  { clock, fromNow = false, read = readUsage }: MeterOptions,
): () => Usage {
  let usage: Usage = { cpuMs: null, peakRss: null };
  let before = fromNow ? null : 0;
  const over = new AbortController();
  void exit.then(() => over.abort());
  const look = async (): Promise<void> => {
    while (pid !== undefined && !over.signal.aborted) {
      const { cpuMs = usage.cpuMs, peakRss } = read(pid) ?? {};
      // One that ended and whose end nobody heard of yet has no memory any more.
      usage = { cpuMs, peakRss: peakRss ?? usage.peakRss };
      before ??= cpuMs;
      await clock.sleep(LOOK_EVERY_MS, { signal: over.signal, background: true });
    }
  };
  void look();
  return () => ({ ...usage, cpuMs: usage.cpuMs === null ? null : usage.cpuMs - (before ?? 0) });
}

/** Clock ticks a second, fixed for user space on every Linux. */
const TICKS = 100;

function readUsage(pid: number): Usage | undefined {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Its own, and that of its children whose end it awaited: most of what a shell script uses.
    const cpuMs = (fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 1000) / TICKS;
    return { cpuMs, peakRss: peak === undefined ? null : Number(peak) * 1024 };
  } catch {
    return undefined;
  }
}
