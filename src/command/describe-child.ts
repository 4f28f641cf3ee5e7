import type { Config } from "../config.ts";
import { describeCommand } from "./describe-command.ts";
import type { OrderedSchedule } from "./describe-schedules.ts";
import type { CommandDescriptor } from "./descriptor.ts";
import type { FoundCommand } from "./found-command.ts";
import { trackImports, type StampedFile } from "./import-tracker.ts";
import { importFirst } from "./import-first.ts";
import { loadCommand } from "./load.ts";
import { faultOf } from "../core/thrown.ts";

/*
 * A process of its own, which describes commands: their modules may print, hang, exit or crash, and whoever asked
 * for a list is not hurt. The parent sends the order, is sent one answer for each command, and ends the process.
 */

export interface DescribeOrder {
  config: Pick<Config, "root" | "import">;
  commands: FoundCommand[];
  /** Schedules of theirs that the config holds. */
  schedules: OrderedSchedule[];
}

/** `files` is what the description was made from; an error is not kept. */
export type Description = { name: string } & (
  { descriptor: CommandDescriptor; files: StampedFile[] } | { error: string }
);

process.once("message", (order: DescribeOrder) => void obey(order));
// Nobody is left to hear the answers.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));

async function obey({ config, commands, schedules }: DescribeOrder): Promise<void> {
  // A module that waits for what never comes is found out by an empty loop, which the pipe to the parent must not fill.
  process.channel?.unref();
  // Before the tracker, which must see what loaders made of a specifier. One that fails is each command's fault.
  await importFirst(config).catch(() => undefined);
  const tracker = trackImports();
  for (const command of commands) {
    const description = await describe(command, config, schedules).catch((error: unknown) => ({
      error: faultOf(error),
    }));
    const files = "error" in description ? {} : { files: tracker.stampsOf(command.file) };
    await tell({ name: command.name, ...description, ...files } as Description);
  }
}

async function describe(
  command: FoundCommand,
  config: DescribeOrder["config"],
  schedules: OrderedSchedule[],
): Promise<{ descriptor: CommandDescriptor }> {
  const ordered = schedules.filter((one) => one.command === command.name);
  return { descriptor: await describeCommand(await loadCommand(command, config), config.root, ordered) };
}

/** Resolves when the pipe has taken the answer: a module may end the process in the next moment. */
function tell(description: Description): Promise<void> {
  return new Promise((resolve) => process.send?.(description, () => resolve()));
}
