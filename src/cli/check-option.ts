import { ErrandError } from "../core/errors.ts";
import { parseDuration, DURATION_HELP } from "../core/duration.ts";

/** A parser for commander: one of a list. @throws ErrandError usage. */
export function oneOf<Choice extends string>(
  flag: string,
  choices: readonly Choice[],
): (word: string) => Choice {
  return (word) => (isOneOf(word, choices) ? word : refuseChoice(flag, word, choices));
}

export function isOneOf<Choice extends string>(word: string, choices: readonly Choice[]): word is Choice {
  return (choices as readonly string[]).includes(word);
}

export function refuseChoice(flag: string, word: string, choices: readonly string[]): never {
  throw usage(`${flag} ${JSON.stringify(word)} must be one of ${choices.join(", ")}`);
}

/** A parser for commander: a whole number between two others, both included. @throws ErrandError usage. */
export function wholeNumber(flag: string, least: number, most: number): (word: string) => number {
  return (word) => {
    const value = Number(word);
    if (/^\d+$/.test(word) && value >= least && value <= most) return value;
    throw usage(`${flag} ${JSON.stringify(word)} must be a whole number from ${least} to ${most}`);
  };
}

/** A parser for commander: a duration, in ms. @throws ErrandError usage. */
export function durationOption(flag: string): (word: string) => number {
  return (word) => {
    const ms = parseDuration(word);
    if (ms !== undefined) return ms;
    throw usage(`${flag} ${JSON.stringify(word)} must be ${DURATION_HELP}`);
  };
}

/** The same for a span in which something holds: nothing would hold for no time at all. @throws ErrandError usage. */
export function spanOption(flag: string): (word: string) => number {
  const read = durationOption(flag);
  return (word) => {
    const ms = read(word);
    if (ms > 0) return ms;
    throw usage(`${flag} ${JSON.stringify(word)} must be longer than no time at all`);
  };
}

/** A parser for commander: why something is done, where that is said at all. @throws ErrandError usage. */
export function reasonOption(text: string): string {
  if (text.trim() !== "") return text;
  throw usage("--reason must say why, or be left out");
}

/** What to type next is the verb's help; who parses the verb adds that. */
function usage(message: string): ErrandError {
  return new ErrandError("usage", message);
}
