import { openManifest } from "../command/manifest-file.ts";
import { groundOf } from "../command/manifest-ground.ts";
import type { Config } from "../config.ts";
import type { Shell } from "./shell.ts";

/**
 * One line for whoever reads here: schedules stand there, and nothing ticks. Where nothing is scheduled it costs a
 * look at the manifest as it is: no module is waited for. A verb that opened no ledger opens one only for schedules.
 */
export async function warnOfSilence(shell: Shell): Promise<void> {
  const written = countWritten(await shell.config());
  if (written === 0 && !shell.hasApp) return;
  const { findSilence } = await import("./find-silence.ts");
  const { count, silence } = await findSilence(written, shell);
  if (silence === null || count === 0) return;
  shell.note(`${count === 1 ? "1 schedule" : `${count} schedules`}, but ${silence}`, "errand start");
}

/** Those that would tick here. Their rules are not judged for a warning. */
function countWritten(config: Config): number {
  const { root, schedules, environment } = config;
  const known = [...openManifest(root, groundOf(config)).values()];
  const ofCommands = known.flatMap(({ descriptor }) => descriptor.schedules);
  const ofPrograms = schedules.filter(({ exec }) => exec !== undefined);
  return [...ofCommands.map(({ written }) => written), ...ofPrograms].filter(({ environments: where }) => {
    return !Array.isArray(where) || where.length === 0 || where.includes(environment);
  }).length;
}
