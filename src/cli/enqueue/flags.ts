import { z } from "zod";

/** Flags of `enqueue` that stand before the name. What they may say is what applications may: it is judged by the same rules. */
export const ENQUEUE_ARGS = z.object({
  queue: z.string().optional().describe("where it waits (default: the command's own, or by the routes)"),
  priority: z.number().optional().describe("from -1000 to 1000, the higher first in its queue"),
  delay: z.string().optional().describe("not before it has waited so long, such as 10m"),
  at: z.string().optional().describe("not before that time: 2026-12-01T09:00 here, or with its zone"),
  attempts: z.number().optional().describe("how many attempts may fail (default: the command's own, or 3)"),
  dedupeKey: z.string().optional().describe("at most one live run of the command has it"),
  idempotencyKey: z.string().optional().describe("asking again with it gives the same run"),
  idempotencyFor: z.string().optional().describe("how long that key counts (default 24h)"),
  concurrencyKey: z.string().optional().describe("what the command's perKey limits count by"),
  expiresIn: z.string().optional().describe("skipped when it could not be started so long after it was due"),
  tag: z.array(z.string()).default([]).describe("a word to find the run by: errand history --tag"),
  json: z.boolean().default(false).describe("the run and how it came about, as JSON"),
  config: z.string().optional().describe("config file"),
  database: z.string().optional().describe("ledger file"),
});

export type EnqueueFlags = z.output<typeof ENQUEUE_ARGS>;
