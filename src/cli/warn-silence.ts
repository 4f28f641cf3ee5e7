import type { ManifestEntry } from "../command/manifest.ts";
import type { Config } from "../config.ts";
import type { Shell } from "./shell.ts";

/**
 * One line for whoever reads here: schedules stand there, and nothing ticks. Where nothing is scheduled it costs a
 * look at the manifest; a verb that opened no ledger opens one only for schedules that it saw there.
 */
export async function warnOfSilence(shell: Shell): Promise<void> {
  const written = countWritten(await shell.manifest(), await shell.config());
  if (written === 0 && !shell.hasApp) return;
  const { findSilence } = await import("./find-silence.ts");
  const { count, silence } = await findSilence(written, shell);
  if (silence === null || count === 0) return;
  shell.note(`${count === 1 ? "1 schedule" : `${count} schedules`}, but ${silence}`, "errand start");
}

/** Those that would tick here. Their rules are not judged for a warning. */
function countWritten(entries: readonly ManifestEntry[], { schedules, environment }: Config): number {
  const ofCommands = entries.flatMap((entry) => ("descriptor" in entry ? entry.descriptor.schedules : []));
  const ofPrograms = schedules.filter(({ exec }) => exec !== undefined);
  return [...ofCommands.map(({ written }) => written), ...ofPrograms].filter(({ environments: where }) => {
    return !Array.isArray(where) || where.length === 0 || where.includes(environment);
  }).length;
}
