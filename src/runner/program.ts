import { readFileSync } from "node:fs";
import type { Clock } from "../core/clock.ts";
import type { Execution, ExecutionContext, Executor, LeftProcess } from "./executor.ts";
import { askToEnd, describeRunProcesses, endRunProcesses } from "./process-tree.ts";
import { startProgram, type ProgramSpec } from "./start-program.ts";

const LOOK_EVERY_MS = 250;

/** Lives an attempt as a program: what `errand exec` does. */
export function programExecutor(clock: Clock): Executor<ProgramSpec> {
  return {
    start(spec: ProgramSpec, { sink, signal }: ExecutionContext): Execution {
      const { pid, exit } = startProgram(spec, {
        clock,
        onOutput: (stream, bytes) => sink.write(stream, bytes),
      });
      signal.addEventListener("abort", () => askToEnd(spec.runId), { once: true });
      const meter = meterProcess(pid, exit, clock);
      const leftovers = async (): Promise<LeftProcess[]> => describeRunProcesses(spec.runId);
      return {
        exit,
        leftovers,
        kill: () => endRunProcesses(spec.runId, clock),
        usage: meter,
      };
    },
  };
}

interface Usage {
  cpuMs: number | null;
  peakRss: number | null;
}

/** Linux tells what a process used only while it lives, so it is asked now and then; a quick one leaves no figures. */
function meterProcess(pid: number | undefined, exit: Promise<unknown>, clock: Clock): () => Usage {
  let usage: Usage = { cpuMs: null, peakRss: null };
  const over = new AbortController();
  void exit.then(() => over.abort());
  const look = async (): Promise<void> => {
    while (pid !== undefined && !over.signal.aborted) {
      usage = readUsage(pid) ?? usage;
      await clock.sleep(LOOK_EVERY_MS, { signal: over.signal, background: true });
    }
  };
  void look();
  return () => usage;
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
