import type { Config } from "../config.ts";
import { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { describeInChild } from "./describe-in-child.ts";
import type { CommandDescriptor, DescribedSchedule } from "./descriptor.ts";
import type { FoundCommand } from "./found-command.ts";

/**
 * What a command says of one more schedule, which stands in no file: `raw` is what a config would say.
 * @throws ErrandError invalid_command when its module does not load.
 */
export async function describeScheduled(
  command: FoundCommand,
  raw: JsonObject,
  { root, import: first }: Pick<Config, "root" | "import">,
): Promise<{ descriptor: CommandDescriptor; described: DescribedSchedule }> {
  const schedules = [{ command: command.name, index: 0, raw }];
  const [answer] = await describeInChild({ config: { root, import: first }, commands: [command], schedules });
  const descriptor = answer && "descriptor" in answer ? answer.descriptor : undefined;
  const described = descriptor?.schedules.find(({ source }) => source === "config");
  if (descriptor && described) return { descriptor, described };
  const why = answer && "error" in answer ? answer.error : `${command.file} cannot be described`;
  throw new ErrandError("invalid_command", why, { next: "errand doctor" });
}
