import { ErrandError } from "../core/errors.ts";
import { attend } from "../runner/attend.ts";
import type { Leave, Shell } from "./shell.ts";

/** `errand attend FOLDER [pool]`, by a worker's fork and by nobody else. */
export async function call(argv: string[], { host }: Shell): Promise<Leave> {
  if (!process.send)
    throw new ErrandError("usage", "attend is what a scheduler calls, not a verb", { next: "errand --help" });
  if (argv.at(-1) === "pool") {
    const { attendPool } = await import("../runner/pool/attend-pool.ts");
    return attendPool(host.clock);
  }
  await attend(host.clock);
  // What the command left open is no reason to stay.
  return { code: 0, now: true };
}
