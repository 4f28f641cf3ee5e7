import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { hookNamesIn } from "../core/hook.ts";
import type { JsonObject } from "../core/json.ts";
import type { ArgsSchema, LoadedCommand } from "./define.ts";
import { describeArgs } from "./describe-args.ts";
import { describeWork } from "./describe-work.ts";
import { describeSchedules, type OrderedSchedule } from "./describe-schedules.ts";
import type { CommandDescriptor } from "./descriptor.ts";
import { relativeFile } from "./found-command.ts";
import { defOf, metaOf, takesAnyMember } from "./schema-layers.ts";

/**
 * A command as help, lists, completion and the scheduler know it; `ordered` are its schedules in the config.
 * @throws ErrandError invalid_command when its args make no honest set of flags.
 */
export async function describeCommand(
  command: LoadedCommand,
  root: string,
  ordered: readonly OrderedSchedule[] = [],
): Promise<CommandDescriptor> {
  const { name, file, definition } = command;
  const {
    summary,
    description = null,
    args,
    positional,
    examples = [],
    overlap = "skip",
    timeout = null,
    expectEvery,
  } = definition;
  const shown = relativeFile(file, root);
  const flags = describeArgs(args, { positional, file: shown });
  return {
    name,
    file: shown,
    summary,
    description,
    examples: [...examples],
    flags,
    schema: args ? describeInput(args) : { type: "object", properties: {}, additionalProperties: false },
    overlap,
    timeout,
    work: describeWork(definition),
    hooks: hookNamesIn(definition),
    expectEveryMs: expectEvery === undefined ? null : (parseDuration(expectEvery) ?? null),
    schedules: await describeSchedules({ ...command, flags }, ordered),
  };
}

/** JSON Schema of what checkArgs takes: dates and bigints are text, unknown members are refused. */
function describeInput(args: ArgsSchema): JsonObject {
  const described = z.toJSONSchema(args, { io: "input", unrepresentable: "any", override: adapt });
  return JSON.parse(JSON.stringify(described)) as JsonObject;
}

function adapt({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { type } = defOf(zodSchema);
  if (type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
  if (type === "bigint") Object.assign(jsonSchema, { type: "string", pattern: "^[+-]?[0-9]+$" });
  if (type === "object" && !takesAnyMember(zodSchema)) jsonSchema.additionalProperties = false;
  if (metaOf(zodSchema).secret) delete jsonSchema.default;
}
