import { spawnSync } from "node:child_process";

/** A thing measured against its limit in the same run: figures of a shared machine mean little, their ratio much. */
export interface Measurement {
  name: string;
  /** What the ratio or figure must reach, in words and as a test. */
  bar: string;
  figure: string;
  met: boolean;
}

/** Wall times in ms of two programs, run in turn A B A B … after a warm-up, so that a change of the machine's mood hits both. */
export function race(
  a: string[],
  b: string[],
  { runs, cwd }: { runs: number; cwd: string },
): { a: number[]; b: number[] } {
  const times = { a: [] as number[], b: [] as number[] };
  for (const argv of [a, b, a, b]) time(argv, cwd);
  for (let run = 0; run < runs; run += 1) {
    times.a.push(time(a, cwd));
    times.b.push(time(b, cwd));
  }
  return times;
}

function time([file = "", ...args]: string[], cwd: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(file, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const took = performance.now() - start;
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} exited with ${status}: ${stderr.toString()}`);
  return took;
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The pair-by-pair ratio of A to B. */
export function ratio({ a, b }: { a: number[]; b: number[] }): number {
  return median(a.map((time, index) => time / (b[index] ?? Number.NaN)));
}

export function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`;
}

/** Median time in ms of `runs` calls. */
export async function timeCalls(runs: number, call: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return median(times);
}
