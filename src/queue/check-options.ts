import { z } from "zod";
import type { EnqueueOptions } from "../command/enqueue.ts";
import { DURATION_HELP, LONGEST_DURATION, parseDuration } from "../core/duration.ts";
import { ErrandError } from "../core/errors.ts";
import { wordUnknownOption } from "../core/known-options.ts";
import { PRIORITY } from "../core/queue.ts";
import { isQueueName, QUEUE_HELP } from "../core/queue-name.ts";
import { quote } from "../core/quote.ts";
import type { JobOptions } from "./job-options.ts";

/** How long an idempotency key counts unless it is said. */
const IDEMPOTENCY_MS = 86_400_000;
/** Most attempts that anybody can mean. */
const MOST_ATTEMPTS = 10_000;
const LONGEST_KEY = 256;
const MOST_TAGS = 32;
const LONGEST_TAG = 64;

const duration = z
  .string()
  .transform((text, context) => parseDuration(text) ?? context.addIssue("no duration"))
  .pipe(z.number().positive());
const key = z.string().min(1).max(LONGEST_KEY);
// Text without a zone would be another instant on another host.
const instant = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform((at) => new Date(at).getTime());

const OPTIONS = z.strictObject({
  delay: duration.optional(),
  runAt: instant.optional(),
  priority: z.int().min(PRIORITY.lowest).max(PRIORITY.highest).optional(),
  queue: z.string().refine(isQueueName).optional(),
  dedupeKey: key.optional(),
  idempotencyKey: key.optional(),
  idempotencyFor: duration.optional(),
  concurrencyKey: key.optional(),
  attempts: z.int().min(1).max(MOST_ATTEMPTS).optional(),
  expiresIn: duration.optional(),
  tags: z
    .array(z.string().min(1).max(LONGEST_TAG))
    .max(MOST_TAGS)
    .overwrite((tags) => [...new Set(tags)])
    .optional(),
});

const KEY_HELP = `text of 1 to ${LONGEST_KEY} characters`;

const SPAN_HELP = `${DURATION_HELP}, longer than 0 and at most ${LONGEST_DURATION}`;

const LEGAL: Readonly<Record<keyof z.output<typeof OPTIONS>, string>> = {
  delay: SPAN_HELP,
  runAt: "a Date, or an instant with its zone such as 2026-12-01T09:00:00Z",
  priority: `a whole number from ${PRIORITY.lowest} to ${PRIORITY.highest}`,
  queue: QUEUE_HELP,
  dedupeKey: KEY_HELP,
  idempotencyKey: KEY_HELP,
  idempotencyFor: SPAN_HELP,
  concurrencyKey: KEY_HELP,
  attempts: `a whole number from 1 to ${MOST_ATTEMPTS}`,
  expiresIn: SPAN_HELP,
  tags: `a list of at most ${MOST_TAGS} texts of 1 to ${LONGEST_TAG} characters`,
};

/** How an option is called where it was given: `dedupeKey` in code, `--dedupe-key` on a command line. */
export type OptionName = (key: string) => string;

/**
 * The options of one enqueued run, checked.
 * @throws ErrandError usage, with every problem in one line.
 */
export function checkOptions(
  options: EnqueueOptions,
  { nameOf = (name) => name, next }: { nameOf?: OptionName; next?: string } = {},
): JobOptions {
  const read = OPTIONS.safeParse(options);
  const problems = [
    ...(read.error ? wordIssues(read.error, options, nameOf) : []),
    ...pairs(options, nameOf),
  ];
  if (read.success && problems.length === 0) return toJobOptions(read.data);
  const said = `enqueue: ${problems.join("; ")}`;
  throw new ErrandError("usage", said, next === undefined ? {} : { next });
}

function wordIssues(error: z.ZodError, options: EnqueueOptions, nameOf: OptionName): string[] {
  const worded = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => wordUnknownOption(key, Object.keys(LEGAL)))
      : wordWrong(String(issue.path[0] ?? ""), options, nameOf),
  );
  return [...new Set(worded)];
}

function wordWrong(name: string, options: EnqueueOptions, nameOf: OptionName): string {
  const known = name as keyof typeof LEGAL;
  if (!Object.hasOwn(LEGAL, name)) return `its options ${quote(options)} must be an object`;
  return `${nameOf(name)} ${quote(options[known])} must be ${LEGAL[known]}`;
}

/** Options that make no sense together, or alone. */
function pairs({ delay, runAt, ...options }: EnqueueOptions, nameOf: OptionName): string[] {
  const both = delay !== undefined && runAt !== undefined;
  const alone = options.idempotencyFor !== undefined && options.idempotencyKey === undefined;
  return [
    ...(both ? [`${nameOf("delay")} and ${nameOf("runAt")} exclude each other`] : []),
    ...(alone ? [`${nameOf("idempotencyFor")} needs ${nameOf("idempotencyKey")}`] : []),
  ];
}

function toJobOptions(read: z.output<typeof OPTIONS>): JobOptions {
  const { delay, expiresIn, idempotencyKey, idempotencyFor = IDEMPOTENCY_MS, ...rest } = read;
  const options = {
    ...rest,
    delayMs: delay,
    expiresInMs: expiresIn,
    idempotency: idempotencyKey === undefined ? undefined : { key: idempotencyKey, forMs: idempotencyFor },
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
