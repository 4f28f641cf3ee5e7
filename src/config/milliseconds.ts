import { z } from "zod";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";

/** A duration as text, which comes out in ms. */
export const milliseconds = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: `must be ${DURATION_HELP}` });
  return ms ?? z.NEVER;
});
