import type { z } from "zod";
import type { EnqueueKind } from "../core/queue.ts";

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

/** What `enqueue` answers. A type, so that a step may return it, as with `StartedWorkflow`. */
export type EnqueuedRun = {
  /** Of the new run, or of the one that is there already. */
  runId: string;
  /** queued: a new one. deduplicated: a live one has the dedupe key. repeated: the idempotency key still counts. */
  kind: EnqueueKind;
};

/** A definition made by `defineCommand`: what is needed of it here, so that definitions know nothing of this file. */
export interface EnqueueTarget<Schema extends z.ZodObject> {
  summary: string;
  args?: Schema;
  run(context: never): unknown;
}

/** A value of args that no schema says more of: JSON, in which a member may be absent as undefined. */
export type JsonArg =
  string | number | boolean | null | readonly JsonArg[] | { readonly [key: string]: JsonArg | undefined };
/** The args of a command that is known by its name alone. */
export type JsonArgs = { readonly [key: string]: JsonArg | undefined };

/**
 * What `In`, the input of a schema, may be where it has to survive as JSON; a member that cannot is refused by type. A
 * Date and a bigint become text, which is read back where the schema asks for nothing else.
 */
export type JsonInput<In, Out = unknown> = unknown extends In
  ? JsonArg | Coerced<Out>
  : Carried<ReadBack<In>, Out>;

/** `z.coerce.date()` takes anything in, and so tells only by what comes out of it. */
type Coerced<Out> = unknown extends Out
  ? never
  : [Out] extends [Text | null | undefined]
    ? NonNullable<Out>
    : never;
type Text = Date | bigint;

/** Beside another type the text would be taken for that one. */
type ReadBack<In> = [Exclude<In, Text | null | undefined>] extends [never] ? In : Exclude<In, Text>;

type Carried<In, Out> = In extends string | number | boolean | null | undefined | Text
  ? In
  : In extends symbol | ((...args: never[]) => unknown) | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : In extends readonly unknown[]
      ? {
          [Key in keyof In]: JsonInput<
            Exclude<In[Key], undefined>,
            Key extends keyof Out ? Out[Key] : unknown
          >;
        }
      : { [Key in keyof In]: Member<In, Out, Key> };

/** The type of members that a loose schema does not name has to fit those that it does, and those may be dates. */
type Member<In, Out, Key extends keyof In> = Key extends symbol
  ? never
  : string extends Key
    ? unknown extends In[Key]
      ? JsonArg | Text | undefined
      : JsonInput<In[Key]>
    : JsonInput<In[Key], Key extends keyof Out ? Out[Key] : unknown>;

/** The args of a command as `enqueue` takes them. */
export type ArgsFor<Schema extends z.ZodObject> = JsonInput<z.input<Schema>, z.output<Schema>>;

/** The words behind a command: its args may be left out where none has to be given. */
type Words<Schema extends z.ZodObject> =
  {} extends z.input<Schema>
    ? [args?: ArgsFor<Schema>, options?: EnqueueOptions]
    : [args: ArgsFor<Schema>, options?: EnqueueOptions];

/**
 * Writes a run down for a worker, durably when it resolves. The command is its definition, or its name as text where
 * a bundler hides which file that is in.
 * @throws ErrandError invalid_args, unknown_command, usage: what was wrong, all of it.
 */
export interface Enqueue {
  <Schema extends z.ZodObject>(command: EnqueueTarget<Schema>, ...words: Words<Schema>): Promise<EnqueuedRun>;
  (command: string, args?: JsonArgs, options?: EnqueueOptions): Promise<EnqueuedRun>;
}
