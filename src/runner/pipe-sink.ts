import { writeSync } from "node:fs";
import type { Stream } from "../core/run.ts";
import { LOG_PIPE } from "./child-words.ts";
import type { OutputSink } from "./executor.ts";

const PIPES: Record<Stream, number> = { stdout: 1, stderr: 2, log: LOG_PIPE };

/**
 * Writes to the pipes of a child, and comes back when they took it: nothing is lost by process.exit() or a crash, and
 * no memory fills with what the scheduler has not read yet.
 */
export const pipeSink: OutputSink = {
  write(stream, bytes) {
    try {
      for (let from = 0; from < bytes.length;) from += writeSync(PIPES[stream], bytes, from);
    } catch {
      // Nobody reads any more: the scheduler is gone, and this process will follow.
    }
  },
};

/** Makes the command's own prints come back only when the pipe took them, too. Node does so for files alone. */
export function blockOnPrints(): void {
  for (const stream of [process.stdout, process.stderr] as Blockable[]) stream._handle?.setBlocking?.(true);
}

interface Blockable {
  _handle?: { setBlocking?: (blocking: boolean) => unknown };
}
