import { parseBytes } from "../core/byte-size.ts";
import { parseDuration } from "../core/duration.ts";
import { PRIORITY, type WorkRules } from "../core/queue.ts";
import { limitOf } from "../core/rate.ts";
import type { WorkOptions } from "./work-options.ts";

/** A definition's rules of work as plain data. What it says was checked when it was loaded. */
export function describeWork(definition: WorkOptions<never>): WorkRules {
  const { queue = null, priority = PRIORITY.usual, attempts = null, isolation = "process" } = definition;
  const { expiresIn, memory, perKey = {} } = definition;
  return {
    queue,
    priority,
    attempts,
    isolation,
    expiresInMs: expiresIn === undefined ? null : (parseDuration(expiresIn) ?? null),
    limit: limitOf(definition),
    keyLimit: limitOf({
      ...perKey,
      concurrency: perKey.concurrency ?? (perKey.rate === undefined ? 1 : undefined),
    }),
    memoryBytes: memory === undefined ? null : (parseBytes(memory) ?? null),
  };
}
