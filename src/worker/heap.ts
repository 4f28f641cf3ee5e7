import { setFlagsFromString } from "node:v8";

/**
 * V8 doubles the space for what is young whenever much of it survives, up to 32 MB, and gives none of it back: a
 * scheduler that lives for weeks ends up with twice the memory that it uses. Kept as it is at the start, it is emptied
 * more often, which costs a process that mostly sleeps nothing that could be measured.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * As V8 does of itself. A batch of a thousand runs does not fit into the 1 MB of the start and all of it lives until
 * the batch is closed: it is copied again and again, which takes a quarter of a busy worker's time.
 */
export function letHeapGrow(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}
