import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Measurement } from "./measure.ts";

const LIVE_DAYS = fileURLToPath(new URL("live-days.ts", import.meta.url));

/** What a scheduler that lives for weeks keeps: resident memory at its most, and how it grows from day to day. */
export function* benchMemory({
  schedules,
  days,
}: {
  schedules: number;
  days: number;
}): Generator<Measurement> {
  const resident = liveDays(schedules, days);
  const [most, growth] = [Math.max(...resident), slope(resident.slice(WARM_UP_DAYS))];
  const name = `${schedules} schedules over ${days} simulated days: memory`;
  yield { name, bar: "≤ 120 MB", figure: `${most.toFixed(0)} MB at most`, met: most <= 120 };
  yield { name: `${name} a day`, bar: "≤ 1 MB", figure: `${growth.toFixed(2)} MB`, met: growth <= 1 };
}

/**
 * From a cache of compiled code, which a first short life fills: what is built has no types to strip, and Node's stripper
 * alone would take a quarter of the memory.
 */
function liveDays(schedules: number, days: number): number[] {
  const cache = mkdtempSync(join(tmpdir(), "errand-bench-"));
  try {
    liveWith(cache, 1, 1);
    return liveWith(cache, schedules, days);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

function liveWith(cache: string, schedules: number, days: number): number[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [LIVE_DAYS, String(schedules), String(days)],
    { encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: cache } },
  );
  if (status !== 0) throw new Error(`${LIVE_DAYS} exited with ${status}: ${stderr}`);
  return JSON.parse(stdout) as number[];
}

/** Until each expression was due and the caches are full. */
const WARM_UP_DAYS = 2;

/** Of the line that fits best, by least squares, per step. */
function slope(figures: readonly number[]): number {
  const middle = (figures.length - 1) / 2;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const rise = figures.reduce((sum, figure, index) => sum + (index - middle) * (figure - mean), 0);
  return rise / figures.reduce((sum, _figure, index) => sum + (index - middle) ** 2, 0);
}
