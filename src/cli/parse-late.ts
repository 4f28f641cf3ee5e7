import type { Leave, Shell } from "./shell.ts";
import { findVerb, type ParsedVerb } from "./verbs.ts";

/** Gives a verb's words to commander after all: help, rare flags, mistakes. */
export async function parseLate(name: string, verb: ParsedVerb, shell: Shell): Promise<Leave> {
  const entry = findVerb(name);
  const { parseWithCommander } = await import("./commander.ts");
  return {
    code: await parseWithCommander(shell.host.argv, shell, entry ? { entry, verb } : null),
    now: false,
  };
}
