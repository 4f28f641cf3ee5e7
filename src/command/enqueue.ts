import type { z } from "zod";
import type { EnqueueKind } from "../core/queue.ts";
import type { JsonObject } from "../core/json.ts";

/** What one enqueued run may say over the rules of its command. Durations are text such as "90s". */
export interface EnqueueOptions {
  /** Not before it has waited so long. */
  delay?: string;
  /** Not before that instant: a Date, or ISO text with its zone. */
  runAt?: Date | string;
  /** From -1000 to 1000, the higher first in its queue. */
  priority?: number;
  queue?: string;
  /** At most one live run of the command has it: asking again gives that one. */
  dedupeKey?: string;
  /** For `idempotencyFor`, asking again with it gives the same run, live or over. */
  idempotencyKey?: string;
  /** Default "24h". */
  idempotencyFor?: string;
  /** What the command's `perKey` limits count by. */
  concurrencyKey?: string;
  /** How many attempts may fail. */
  attempts?: number;
  /** Skipped when it could not be started so long after it was due. */
  expiresIn?: string;
  tags?: readonly string[];
}

/** What `enqueue` answers. */
export interface EnqueuedRun {
  /** Of the new run, or of the one that is there already. */
  runId: string;
  /** queued: a new one. deduplicated: a live one has the dedupe key. repeated: the idempotency key still counts. */
  kind: EnqueueKind;
}

/** A definition made by `defineCommand`: what is needed of it here, so that definitions know nothing of this file. */
export interface EnqueueTarget<Schema extends z.ZodObject> {
  summary: string;
  args?: Schema;
  run(context: never): unknown;
}

/** Args that survive as JSON; a member that JSON cannot carry is refused by type. Dates become ISO text. */
export type JsonInput<Value> = Value extends string | number | boolean | null | undefined | Date
  ? Value
  : Value extends
        symbol | ((...args: never[]) => unknown) | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : Value extends object
      ? { [Key in keyof Value]: JsonInput<Value[Key]> }
      : Value;

/** The words behind a command: its args may be left out where none has to be given. */
type Words<Schema extends z.ZodObject> =
  {} extends z.input<Schema>
    ? [args?: JsonInput<z.input<Schema>>, options?: EnqueueOptions]
    : [args: JsonInput<z.input<Schema>>, options?: EnqueueOptions];

/**
 * Writes a run down for a worker, durably when it resolves. The command is its definition, or its name as text where
 * a bundler hides which file that is in.
 * @throws ErrandError invalid_args, unknown_command, usage: what was wrong, all of it.
 */
export interface Enqueue {
  <Schema extends z.ZodObject>(command: EnqueueTarget<Schema>, ...words: Words<Schema>): Promise<EnqueuedRun>;
  (command: string, args?: JsonObject, options?: EnqueueOptions): Promise<EnqueuedRun>;
}
