import { didYouMean } from "./did-you-mean.ts";
import { ErrandError } from "./errors.ts";
import { quote } from "./quote.ts";

/** What is wrong with an option that there is not, and what was probably meant. */
export function wordUnknownOption(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? `options are ${known.join(", ")}` : `did you mean ${quote(meant)}?`;
  return `there is no option ${quote(name)}; ${hint}`;
}

/**
 * Plain JavaScript may give anything for options, and a mistyped one would be left out without a word. `whose` is what
 * was called; `known` has each option, so that the type keeps it whole.
 * @throws ErrandError usage, with every problem in one line.
 */
export function checkOptionNames<Options extends object>(
  options: Options,
  whose: string,
  known: Readonly<Record<keyof Options, true>>,
): Options {
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new ErrandError("usage", `${whose}: its options ${quote(given)} must be an object`);
  const names = Object.keys(known);
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return options;
  const problems = unknown.map((name) => wordUnknownOption(name, names));
  throw new ErrandError("usage", `${whose}: ${problems.join("; ")}`);
}
