import { z } from "zod";
import { DURATION_HELP, parseDuration } from "../../core/duration.ts";
import { OVERLAP_POLICIES } from "../../core/policy.ts";
import { CATCH_UP_POLICIES } from "../../core/schedule.ts";

/** Longest id of a schedule, in characters. */
const ID_MAX_LENGTH = 128;
const ID_RULE = `must be letters, digits and . _ : @ -, beginning with a letter or digit, ${ID_MAX_LENGTH} characters at most`;

/** An id stands in messages, on command lines and in units' names: whatever a command may be called, and a host or user. */
export const SCHEDULE_ID = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._:@-]{0,127}$/u, ID_RULE);

const DAY_MS = 86_400_000;
const milliseconds = z.string(`must be ${DURATION_HELP}`).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: `must be ${DURATION_HELP}` });
  return ms ?? z.NEVER;
});
const jitter = milliseconds.refine((ms) => ms <= DAY_MS, "must be at most 24h");

const CATCH_UP = z.strictObject(
  {
    policy: z.enum(CATCH_UP_POLICIES),
    within: milliseconds.optional(),
    max: z.int().min(1).max(10_000).optional(),
    spacing: milliseconds.refine((ms) => ms <= DAY_MS, "must be at most 24h").default(0),
  },
  { error: ({ code }) => (code === "invalid_type" ? CATCH_UP_RULE : undefined) },
);
const CATCH_UP_RULE = `must be one of ${CATCH_UP_POLICIES.join(", ")}, or an object such as { policy: "all", within: "2h" }`;

/** Judged by the timetable, which knows more. */
const TIMING = Object.fromEntries(
  ["cron", "every", "at", "timezone", "gap", "fold", "between", "unless", "from", "until", "exclude"].map(
    (key) => [key, z.unknown().optional()],
  ),
);

const environment = z.string("must be a list of names").min(1).max(64);

const OPTIONS = {
  ...TIMING,
  id: SCHEDULE_ID.optional(),
  jitter: jitter.default(0),
  environments: z
    .array(environment)
    .min(1, "must name one at least; leave it out for everywhere")
    .default([]),
  overlap: z.enum(OVERLAP_POLICIES).optional(),
  catchUp: CATCH_UP.default({ policy: "latest", spacing: 0 }),
};

/** A schedule of a command's module; `args` and a `when` that is a function were taken out where the module was read. */
export const CODE_SCHEDULE = z.strictObject({ ...OPTIONS, when: z.never("must be a function").optional() });

const NO_WHEN = "stands in the command's module only: a config is read where no command is loaded";
const CONFIG_OPTIONS = { ...OPTIONS, when: z.never(NO_WHEN).optional() };

/** A schedule of the config for a command. Its `args` were taken out too. */
export const COMMAND_SCHEDULE = z.strictObject({ ...CONFIG_OPTIONS, command: z.string() });

// What an operating system takes for a word of a program: no NUL.
const word = z.string().regex(/^[^\0]*$/, "must not hold a NUL character");
const EXEC_RULE = 'must be a program and its arguments: ["pg_dump", "shop"]';

/** A schedule of the config for a program. */
export const PROGRAM_SCHEDULE = z.strictObject({
  ...CONFIG_OPTIONS,
  exec: z.tuple([z.string(EXEC_RULE).regex(/^[^\0]+$/, EXEC_RULE)], word, EXEC_RULE),
  name: z.string("must name the runs of the program").min(1).max(ID_MAX_LENGTH),
  cwd: word.min(1).nullable().default(null),
  env: z.record(z.string().regex(/^[^=\0]+$/, "must not hold = or NUL"), word).default({}),
  stdin: z.string().nullable().default(null),
  args: z.never("stand in exec, behind the program").optional(),
});

export type CheckedOptions = z.output<typeof CODE_SCHEDULE>;
export type CheckedCatchUp = z.output<typeof CATCH_UP>;
