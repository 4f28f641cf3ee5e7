import { z } from "zod";
import type { ConfiguredSchedule } from "../core/schedule-input.ts";
import type { ConfigInput, QueueRules } from "./shape.ts";
import { isQueueName, QUEUE_HELP } from "../core/queue-name.ts";
import { limitOf, parseRate, RATE_HELP } from "../core/rate.ts";
import { limitMilliseconds, milliseconds } from "./milliseconds.ts";
import { NOTIFY_KEYS } from "./notify-schema.ts";

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const name = z.string().min(1);

const queueName = z.string().refine(isQueueName, `must be ${QUEUE_HELP}`);

const rate = z.string().refine((text) => parseRate(text) !== undefined, `must be ${RATE_HELP}`);

const queue = z
  .strictObject({
    weight: z.int().min(1).max(1_000).exactOptional(),
    concurrency: z.int().min(1).max(10_000).exactOptional(),
    rate: rate.exactOptional(),
  })
  .transform(({ weight = 1, ...limit }): QueueRules => ({ weight, limit: limitOf(limit) }));

/** The config as it may be written, and what it means: durations come out in ms. Absent keys stay absent. */
export const CONFIG_SCHEMA = z.strictObject({
  commands: name.exactOptional(),
  database: name.exactOptional(),
  import: z.array(name).exactOptional(),
  envFile: name.nullable().exactOptional(),
  timeout: limitMilliseconds.nullable().exactOptional(),
  workTimeout: limitMilliseconds.nullable().exactOptional(),
  pool: z
    .strictObject({
      size: z.int().min(1).max(1_000).exactOptional(),
      maxRuns: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
  killAfter: milliseconds.exactOptional(),
  keep: z
    .strictObject({
      runs: milliseconds.exactOptional(),
      failures: milliseconds.exactOptional(),
      max: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
  output: z.strictObject({ cap: z.int().min(1024).exactOptional() }).exactOptional(),
  // Judged later and with more to say, where the commands are known.
  schedules: z.array(z.custom<ConfiguredSchedule>(isObject, "must be an object")).exactOptional(),
  timezone: name.exactOptional(),
  environment: name.exactOptional(),
  concurrency: z.int().min(1).max(1_000).exactOptional(),
  attempts: z.int().min(1).max(10_000).exactOptional(),
  queues: z.record(queueName, queue).exactOptional(),
  routes: z.record(name, queueName).exactOptional(),
  grace: milliseconds.exactOptional(),
  ...NOTIFY_KEYS,
}) satisfies z.ZodType<unknown, ConfigInput>;

export type CheckedInput = z.output<typeof CONFIG_SCHEMA>;

/** Every key, dotted: what a mistyped one is compared with. */
export const CONFIG_KEYS: readonly string[] = Object.entries(CONFIG_SCHEMA.shape).flatMap(([key, member]) => {
  const inner = member.unwrap();
  return inner instanceof z.ZodObject
    ? [key, ...Object.keys(inner.shape).map((part) => `${key}.${part}`)]
    : [key];
});

/** What may stand in the object at a path, such as a rule of `notify`; undefined where nothing is known of it. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  let at: unknown = CONFIG_SCHEMA;
  for (const part of path) {
    const inner = innermost(at);
    if (inner instanceof z.ZodObject) at = (inner.shape as Record<PropertyKey, unknown>)[part];
    else if (inner instanceof z.ZodRecord) at = inner.valueType;
    else at = inner instanceof z.ZodArray ? inner.element : undefined;
  }
  const inner = innermost(at);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : undefined;
}

function innermost(schema: unknown): unknown {
  if (schema instanceof z.ZodExactOptional) return innermost(schema.unwrap());
  return schema instanceof z.ZodPipe ? innermost(schema.in) : schema;
}
