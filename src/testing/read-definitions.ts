import { describeCommand } from "../command/describe-command.ts";
import type { DefinedCommand, LoadedCommand } from "../command/define.ts";
import type { Schedule } from "../core/schedule.ts";
import { readSchedules } from "../scheduler/registry/read-schedules.ts";

/** Commands under test, by the names that their files would give them. */
export type NamedCommands = Readonly<Record<string, DefinedCommand>>;

/**
 * The schedules of commands, judged as `errand start` would judge them.
 * @throws TypeError with every fault, a line each.
 */
export async function readDefinitions(
  commands: NamedCommands,
  { now, timezone }: { now: number; timezone: string },
): Promise<{ loaded: Map<string, LoadedCommand>; schedules: Schedule[] }> {
  const loaded = Object.entries(commands).map(([name, definition]) => ({
    name,
    file: `${name}.ts`,
    definition,
  }));
  const entries = await Promise.all(
    loaded.map(async (command) => ({
      name: command.name,
      file: command.file,
      descriptor: await describeCommand(command, ""),
    })),
  );
  const config = { root: "", file: null, schedules: [], timezone, routes: [] };
  const { schedules, faults } = readSchedules({ entries, config, now });
  if (faults.length > 0) throw new TypeError(faults.map(({ message }) => message).join("\n"));
  return { loaded: new Map(loaded.map((command) => [command.name, command])), schedules };
}
