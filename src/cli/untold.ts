import type { Config, Untold } from "../config/shape.ts";
import { ErrandError } from "../core/errors.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import type { Shell } from "./shell.ts";

/** One line for who does not send: rules are written, and this process cannot tell by them. */
export async function warnOfUntold(shell: Shell): Promise<void> {
  const { untold } = await shell.config();
  if (untold) note(untold, shell);
}

/** The same for who runs a command, where somebody should hear of it. A run never fails over who is told of it. */
export function warnOfUntoldRun({ untold }: Pick<Config, "untold">, command: string, shell: Shell): void {
  const faults = untold?.faults.filter(({ commands }) => fitsPattern(command, commands)) ?? [];
  if (untold && faults.length > 0) note({ ...untold, faults }, shell);
}

/** @throws ErrandError invalid_config for who is there to tell, and could not. */
export function requireTold<Told extends Pick<Config, "untold">>(config: Told): Told {
  if (!config.untold) return config;
  throw new ErrandError("invalid_config", wordFaults(config.untold), { next: NEXT });
}

const NEXT = "errand notify list";

/** A call that runs many ticks says it once. */
const warned = new WeakSet<Shell>();

function note(untold: Untold, shell: Shell): void {
  if (warned.has(shell)) return;
  warned.add(shell);
  shell.note(`nobody is told of anything from here: ${wordFaults(untold)}`, NEXT);
}

function wordFaults({ faults }: Untold): string {
  return faults.map(({ message }) => message).join("; ");
}
