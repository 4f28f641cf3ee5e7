import type { ChildProcess } from "node:child_process";
import { sleepAndHear, type Clock } from "../core/clock.ts";

/** How a process ended; `error`: it could not be started. */
export type ProcessEnd = { code: number; signal: NodeJS.Signals | null } | { error: Error };

/** What still comes after a process's exit: `pieces` counts what came so far. */
export interface OutputFlow {
  clock: Clock;
  pieces: () => number;
}

/** How long output may still come after the exit: as long as it flows, up to a limit, in ms. */
const QUIET_MS = 150;
const DRAIN_MS = 2_000;

/** Resolves at the process's exit and a short drain, not when the last holder of its stdout goes; never rejects. */
export async function awaitEnd(child: ChildProcess, flow: OutputFlow): Promise<ProcessEnd> {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  child.once("error", (error) => resolve({ error }));
  child.once("exit", (code, signal) => resolve({ code: code ?? 0, signal }));
  const closed = new AbortController();
  child.once("close", () => closed.abort());
  const end = await promise;
  await drain(closed.signal, flow);
  for (const stream of child.stdio) stream?.destroy();
  return end;
}

/** Until every holder of the streams is gone, or nothing came for a while. */
async function drain(closed: AbortSignal, { clock, pieces }: OutputFlow): Promise<void> {
  const deadline = clock.monotonic() + DRAIN_MS;
  for (let seen = -1; !closed.aborted && seen !== pieces() && clock.monotonic() < deadline;) {
    seen = pieces();
    await sleepAndHear(clock, QUIET_MS, { signal: closed });
  }
}
