import { workerData } from "node:worker_threads";
import { endOrphan } from "./end-orphan.ts";
import type { ParentWatchOrder } from "./parent-watch.ts";
import { StandTeller } from "./pool/stand-teller.ts";

const LOOK_EVERY_MS = 500;

const { parent, stand } = workerData as ParentWatchOrder;
const teller = stand && new StandTeller(stand);
const never = new Int32Array(new SharedArrayBuffer(4));

// A process whose parent died gets another one.
while (process.ppid === parent) {
  Atomics.wait(never, 0, 0, LOOK_EVERY_MS);
  teller?.look();
}
await endOrphan();
