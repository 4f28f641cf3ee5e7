import { z } from "zod";
import { DURATION_HELP, LIMIT_HELP, parseDuration } from "../core/duration.ts";

/** A duration as text, which comes out in ms. */
export const milliseconds = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: `must be ${DURATION_HELP}` });
  return ms ?? z.NEVER;
});

/** The same of a limit: one of 0 would end every run before its first line. */
export const limitMilliseconds = z
  .string()
  .refine((text) => parseDuration(text) !== 0, `must be ${LIMIT_HELP}`)
  .pipe(milliseconds);
