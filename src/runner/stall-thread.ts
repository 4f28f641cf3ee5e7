import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import { systemClock } from "../system-clock.ts";
import { BEATS, IS_OVER, ON_STALL, STALL_MS } from "./stall-watch.ts";

const cells = workerData as Int32Array;

for (let seen = -1, told = -1; Atomics.load(cells, IS_OVER) === 0;) {
  const beats = Atomics.load(cells, BEATS);
  if (beats === seen && beats !== told) {
    callOnMainThread();
    told = beats;
  }
  seen = beats;
  await systemClock.sleep(STALL_MS);
}

/** The inspector alone gets a word in while the main thread runs; nothing else interrupts a loop. */
function callOnMainThread(): void {
  const session = new Session();
  session.connectToMainThread();
  // A session that is left open makes Node wait for a debugger at its end.
  session.post("Runtime.evaluate", { expression: `globalThis[Symbol.for("${ON_STALL}")]?.()` }, () =>
    session.disconnect(),
  );
}
