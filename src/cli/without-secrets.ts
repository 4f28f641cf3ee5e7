import type { FlagDescriptor } from "../command/descriptor.ts";
import { MASK } from "../command/secret-args.ts";

/**
 * The words behind a command's name as they may be shown. Where it has secret args, only what is known to be none is
 * left as it is: a slip in a flag's name must not show its value.
 */
export function withoutSecrets(words: readonly string[], flags: readonly FlagDescriptor[]): string[] {
  const secrets = flags.filter(({ secret }) => secret);
  if (secrets.length === 0) return [...words];
  const isOpenPlace = secrets.every(({ position }) => position === null);
  let isOpen = isOpenPlace;
  return words.map((word) => {
    if (!word.startsWith("-")) {
      const shown = isOpen ? word : MASK;
      isOpen = isOpenPlace;
      return shown;
    }
    const flag = flags.find((one) => isOf(one, word));
    const isKnown = flag !== undefined && !flag.secret;
    // Behind a switch stands a positional.
    isOpen = isKnown && (flag.kind !== "boolean" || isOpenPlace);
    return isKnown ? word : nameIn(word);
  });
}

function isOf({ flag, alias }: FlagDescriptor, word: string): boolean {
  const [name = ""] = word.split("=", 1);
  if (name === `--${flag}` || name === `--no-${flag}`) return true;
  return alias !== null && word.startsWith(`-${alias}`);
}

/** A flag without its value, where that stands in the same word. */
function nameIn(word: string): string {
  const [name = ""] = word.split("=", 1);
  if (name !== word) return `${name}=${MASK}`;
  return word.startsWith("--") || word.length <= 2 ? word : `${word.slice(0, 2)}${MASK}`;
}
