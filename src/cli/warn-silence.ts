import type { CommandDescriptor } from "../command/descriptor.ts";
import { openManifest } from "../command/manifest-file.ts";
import { groundOf } from "../command/manifest-ground.ts";
import type { Config } from "../config.ts";
import { timeWord, withTimes } from "../core/local-time-words.ts";
import type { Shell } from "./shell.ts";

/**
 * One line for whoever reads here: schedules stand there, and nothing ticks. No module is waited for, and where there
 * is no ledger none is made. A verb that opened no ledger opens one only where files schedule something: a list would
 * take half as long again.
 */
export async function warnOfSilence(shell: Shell): Promise<void> {
  const config = await shell.config();
  const written = countWritten(shell.commands ?? readKept(config), config);
  if (written === 0 && !shell.hasApp) return;
  const { findSilence } = await import("./find-silence.ts");
  const found = await findSilence(written, shell);
  if (found === null || found.count === 0) return;
  const { count, silence } = found;
  shell.note(
    `${count === 1 ? "1 schedule" : `${count} schedules`}, but ${withTimes(silence, timeWord)}`,
    "errand start",
  );
}

function readKept(config: Config): CommandDescriptor[] {
  const known = openManifest(config.root, groundOf(config)).values();
  return [...known].map(({ descriptor }) => descriptor);
}

/** Those that would tick here. Their rules are not judged for a warning. */
function countWritten(
  commands: readonly CommandDescriptor[],
  { schedules, environment }: Pick<Config, "schedules" | "environment">,
): number {
  const ofCommands = commands.flatMap((command) => command.schedules);
  const ofPrograms = schedules.filter(({ exec }) => exec !== undefined);
  return [...ofCommands.map(({ written }) => written), ...ofPrograms].filter(({ environments: where }) => {
    return !Array.isArray(where) || where.length === 0 || where.includes(environment);
  }).length;
}
