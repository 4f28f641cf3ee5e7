import type { JsonObject, JsonValue } from "../core/json.ts";
import type { HookName } from "../core/hook.ts";
import type { WorkRules } from "../core/queue.ts";

/**
 * A flag as help, completion, the parser and the manifest know it: plain data, so that none of them needs the
 * command's module. Made from the zod schema by `describeArgs`.
 */
export interface FlagDescriptor {
  /** Path of the member in args: `["smtp", "host"]`. */
  path: string[];
  /** Without dashes: `smtp-host`. */
  flag: string;
  /** One letter, from `.meta({ alias })`. */
  alias: string | null;
  kind: "boolean" | "string" | "number" | "integer" | "bigint" | "date" | "duration" | "enum" | "json";
  /** May be given many times. */
  array: boolean;
  required: boolean;
  description: string | null;
  choices: (string | number)[] | null;
  /** In JSON; null when there is none, when it is computed, or when the flag is secret. */
  default: JsonValue;
  /** Environment variable read when the flag is not given. */
  env: string | null;
  secret: boolean;
  /** Place among the positionals, from 0, or null. */
  position: number | null;
}

export interface CommandDescriptor {
  name: string;
  /** Relative to the project, with forward slashes. */
  file: string;
  summary: string;
  description: string | null;
  examples: string[];
  flags: FlagDescriptor[];
  /** JSON Schema of the args' input. */
  schema: JsonObject;
  overlap: string;
  timeout: string | null;
  work: WorkRules;
  /** The hooks that its module holds. */
  hooks: HookName[];
  /** How often it should succeed at least, in ms; null: nobody expects it. */
  expectEveryMs: number | null;
  schedules: DescribedSchedule[];
}

/** A schedule as it is written, with what only the command's module can tell. Its rule is not judged here. */
export interface DescribedSchedule {
  /** In the command's module, or in the config. */
  source: "code" | "config";
  /** Its place among those of its source, from 0. */
  index: number;
  /** As written, without args, which may hold what none may see, and without functions. */
  written: JsonObject;
  /** Checked args with lasting defaults filled in, and the keys of their runs; or every problem, by flag name. */
  args: { input: JsonObject; overlapKey: string; limitKey: string | null } | { problems: string[] };
  conditional: boolean;
}
