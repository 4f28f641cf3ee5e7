import { workerData } from "node:worker_threads";
import { endOrphan } from "./end-orphan.ts";

const LOOK_EVERY_MS = 500;

const { parent } = workerData as { parent: number };
const never = new Int32Array(new SharedArrayBuffer(4));

// A process whose parent died gets another one.
while (process.ppid === parent) Atomics.wait(never, 0, 0, LOOK_EVERY_MS);
await endOrphan();
