import { writeSync } from "node:fs";
import { systemClock } from "../system-clock.ts";

export const STDOUT = 1;
export const STDERR = 2;

/** How long a reader may take who does not keep up, in ms. */
const PATIENCE_MS = 1_000;
const AGAIN_MS = 5;

/** Writes all of a text past Node's streams, which need a main thread that yields. A reader that is gone gets nothing. */
export async function writeWhole(descriptor: number, text: string): Promise<void> {
  const deadline = systemClock.monotonic() + PATIENCE_MS;
  for (let rest = Buffer.from(text); rest.length > 0 && systemClock.monotonic() < deadline;) {
    const written = writeSome(descriptor, rest);
    if (written === null) return;
    rest = rest.subarray(written);
    if (rest.length > 0) await systemClock.sleep(AGAIN_MS);
  }
}

/** Null: nobody reads any more. */
function writeSome(descriptor: number, bytes: Buffer): number | null {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EAGAIN" ? 0 : null;
  }
}
