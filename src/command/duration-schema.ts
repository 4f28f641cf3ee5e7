import { z } from "zod";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";

type Internals = z.core.$ZodPipeInternals<z.ZodString, z.ZodTransform<number, string>>;

type Preset = string | number | (() => string | number);

/** Takes text ("14d", "1h30m"), gives ms. */
export interface DurationSchema extends z.ZodType<number, string, Internals> {
  /** A default is written as it is typed, `duration().default("14d")`, or in ms. */
  default(preset: string | number): z.ZodDefault<this>;
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- one for each of zod's own, or it is no ZodType
  default(preset: () => string | number): z.ZodDefault<this>;
}

// Stands on the definition, which every clone (`.describe()`, `.meta()`, `.refine()`) shares, and is the same
// symbol in every copy of errand and of zod.
const DURATION: unique symbol = Symbol.for("errand.duration");

// A class of its own, because zod's `.default` takes what comes out (ms), and rows and help would show that. What
// stands behind ours is a prefault, which takes what goes in.
const DurationType = z.core.$constructor<DurationSchema, Internals["def"]>(
  "ErrandDuration",
  (schema, def) => {
    z.ZodPipe.init(schema as unknown as z.ZodPipe, def);
    const setDefault = (preset: Preset) =>
      Object.assign(
        schema.prefault(() => presetText(preset)),
        { removeDefault: () => schema },
      );
    Object.assign(schema, { default: setDefault });
  },
);

/** A member of args that takes a duration as text and gives the command its milliseconds. */
export function duration(): DurationSchema {
  const { def } = z.string().transform(toMilliseconds);
  return new DurationType(Object.assign({ ...def }, { [DURATION]: true }));
}

/** Whether a schema is a `duration()`, made by this copy of errand or by another. */
export function isDuration(schema: z.core.$ZodType): boolean {
  return DURATION in schema._zod.def;
}

/** Milliseconds, written so that `duration()` reads them. */
export function durationText(ms: number): string {
  return `${ms}ms`;
}

function toMilliseconds(text: string, context: z.core.$RefinementCtx<string>): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.issues.push({ code: "custom", message: `must be ${DURATION_HELP}`, input: text });
  return z.NEVER;
}

function presetText(preset: Preset): string {
  const value = typeof preset === "function" ? preset() : preset;
  return typeof value === "number" ? durationText(value) : value;
}
