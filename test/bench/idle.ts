import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { systemClock } from "../../src/system-clock.ts";
import type { Measurement } from "./measure.ts";

export interface IdleWatch {
  name: string;
  /** What its memory may be, in MB. */
  memory: number;
  watchMs: number;
}

/** A part of the watch that is let pass first: what has begun just now is not idle yet. */
const REST = 1 / 4;

/** What a process and the children that it keeps ready take while nothing is to be done. */
export async function* measureIdle(
  { pid = 0 }: ChildProcess,
  { name, memory, watchMs }: IdleWatch,
): AsyncGenerator<Measurement> {
  await systemClock.sleep(watchMs * REST);
  const before = treeOf(pid).map((one) => ({ pid: one, ms: cpuMs(one) }));
  await systemClock.sleep(watchMs);
  const shares = before.map(({ pid: one, ms }) => (cpuMs(one) - ms) / watchMs);
  const [own = Number.NaN, whole] = [shares[0], shares.reduce((sum, share) => sum + share, 0)];
  const megabytes = residentMb(pid);
  yield {
    name: `${name}: memory`,
    bar: `≤ ${memory} MB`,
    figure: `${megabytes.toFixed(0)} MB, with its children ${sumOf(treeOf(pid), residentMb).toFixed(0)} MB`,
    met: megabytes <= memory,
  };
  yield {
    name: `${name}: CPU`,
    bar: "≤ 1 %",
    figure: `${percent(own)}, with its children ${percent(whole)}`,
    met: whole <= 0.01,
  };
}

/** The process first, then all that descend from it. */
function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

/** Clock ticks a second, fixed for user space on every Linux. */
const TICKS = 100;

function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1_024;
}

function sumOf(pids: number[], of: (pid: number) => number): number {
  return pids.reduce((sum, pid) => sum + of(pid), 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
