import { hasCommand } from "../command/discover.ts";
import { readManifest } from "../command/manifest.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import type { SplitWords } from "./runner-flags.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Verbs before whose name stand their own flags, and behind it those of a command. */
const OF_COMMANDS = new Set(["run", "enqueue"]);

/**
 * What to type where a command's flag was put before its name: the same words in their places. Undefined where the name
 * is none or the flag is none of it, so that something else is wrong.
 */
export async function behindName(
  { before, name, after }: SplitWords,
  { verb, flags }: { verb: string; flags: readonly FlagDescriptor[] },
  shell: Shell,
): Promise<string | undefined> {
  if (name === undefined || !OF_COMMANDS.has(verb)) return undefined;
  const [own, others] = sort(before, flags);
  const known = await flagsOf(name, shell);
  if (others.some((word) => word.startsWith("-") && !isOf(known, word))) return undefined;
  const words = typeAgain([verb, ...own, name, ...withoutSecrets([...others, ...after], known)]);
  return `errand ${words}, as flags of a command stand behind its name`;
}

/** None of what is no command, or does not load. */
async function flagsOf(name: string, shell: Shell): Promise<readonly FlagDescriptor[]> {
  const config = await shell.config();
  if (!hasCommand(config, name)) return [];
  const entry = (await readManifest(config, { only: name })).find((one) => one.name === name);
  return entry && "descriptor" in entry ? entry.descriptor.flags : [];
}

function isOf(flags: readonly FlagDescriptor[], word: string): boolean {
  const typed = word.split("=", 1)[0]?.replace(/^--no-/, "--");
  return flags.some(({ flag, alias }) => typed === `--${flag}` || (alias !== null && typed === `-${alias}`));
}

/** The verb's flags with their values, and those that it does not have. */
function sort(words: readonly string[], flags: readonly FlagDescriptor[]): [own: string[], others: string[]] {
  const sorted: [string[], string[]] = [[], []];
  let at: string[] = sorted[0];
  for (const word of words) {
    if (word.startsWith("-")) at = isOf(flags, word) ? sorted[0] : sorted[1];
    at.push(word);
  }
  return sorted;
}
