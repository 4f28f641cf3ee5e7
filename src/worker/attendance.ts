import type { Pulse, PulseHouse } from "./pulse.ts";

/** How often it says that it is there, at most, in ms: what a service's watchdog may ask for. */
const LOOK_EVERY_MS = 500;

/** Says that a worker is there until `signal` aborts. A ledger that does not answer is asked again. */
export async function attendWork(
  pulse: Pick<Pulse, "beatIfDue" | "stop">,
  { clock, onPass }: Pick<PulseHouse, "clock"> & { onPass: () => void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // Whoever claims tells of a ledger that does not answer.
    await pulse.beatIfDue().catch(() => undefined);
    onPass();
    await clock.sleep(LOOK_EVERY_MS, { signal });
  }
  await pulse.stop();
}
