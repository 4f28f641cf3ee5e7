import type { z } from "zod";
import type { JsonObject, JsonResult } from "../core/json.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { CommandContext } from "./context.ts";
import { noteDefinedAt } from "./defined-at.ts";
import type { ScheduleInput } from "../core/schedule-input.ts";
import type { HookOptions } from "./hook-options.ts";
import type { WorkOptions } from "./work-options.ts";

/** Args of any command: an object schema, so that each member becomes a flag. */
export type ArgsSchema = z.ZodObject;

export interface CommandDefinition<
  Schema extends ArgsSchema = ArgsSchema,
  Result extends JsonResult = JsonResult,
>
  extends WorkOptions<z.output<Schema>>, HookOptions {
  /** One line for `errand list` and the head of `--help`. */
  summary: string;
  /** More, for `--help`. */
  description?: string;
  /** One zod object: flags, help, validation and the row all follow from it. */
  args?: Schema;
  /** Members of `args` that may be given without a flag, in this order. The last may be an array. */
  positional?: readonly (keyof z.input<Schema> & string)[];
  /** Lines of `--help`, each what stands behind `errand run NAME`: `["--stage review", "--dry-run"]`. */
  examples?: readonly string[];
  /** What to do while another run of this command lives. Default: `skip`. */
  overlap?: OverlapPolicy;
  /** Runs whose key differs do not exclude each other. Default: one key for the whole command. */
  overlapKey?: (args: z.output<Schema>) => string;
  /** Soft limit, as a duration ("5m"): aborts `signal`. Default: that of the config, else none. */
  timeout?: string;
  /** How long after the soft limit or the first Ctrl-C the run is ended by force. Default: that of the config, "10s". */
  killAfter?: string;
  /** When it runs by itself: one schedule, or several, each with an `id`. */
  schedule?:
    | ScheduleInput<z.input<Schema>, z.output<Schema>>
    | readonly ScheduleInput<z.input<Schema>, z.output<Schema>>[];
  /** It should succeed at least once in any such span, "26h": what is told as `overdue` when it does not. */
  expectEvery?: string;
  run(context: CommandContext<z.output<Schema>>): Promise<Result> | Result;
}

export type { JsonResult };

const DEFINITION: unique symbol = Symbol.for("errand.command");

/** A definition that went through `defineCommand`. */
export interface DefinedCommand<
  Schema extends ArgsSchema = ArgsSchema,
  Result extends JsonResult = JsonResult,
> extends CommandDefinition<Schema, Result> {
  readonly [DEFINITION]: true;
}

/**
 * Types a command by its own schema and marks it as one. The module's default export:
 * `export default defineCommand({ summary, args: z.object({…}), async run({ args }) {…} })`.
 */
export function defineCommand<Schema extends ArgsSchema = z.ZodObject<{}>, Result extends JsonResult = void>(
  definition: CommandDefinition<Schema, Result>,
): DefinedCommand<Schema, Result> {
  return { ...definition, ...noteDefinedAt(defineCommand), [DEFINITION]: true };
}

/** Whether a default export is a command, made by this copy of errand or by another. */
export function isDefinedCommand(value: unknown): value is DefinedCommand {
  return typeof value === "object" && value !== null && DEFINITION in value;
}

/** A command with its place: what the loader hands out. */
export interface LoadedCommand {
  name: string;
  file: string;
  definition: DefinedCommand;
}

/** Args in their two forms: as the ledger keeps them, and as the command receives them. */
export interface CheckedArgs {
  /** Input form, defaults filled in: what a retry validates again. Secrets still plain. */
  input: JsonObject;
  output: unknown;
  /** Every secret value in `input`, as text. */
  secrets: string[];
}
