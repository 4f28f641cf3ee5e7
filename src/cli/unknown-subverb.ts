import { didYouMean } from "../core/did-you-mean.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";

/** The error for a word that is none of the verbs behind `verb`: the nearest one, or all of them. */
export function unknownSubverb(
  verb: string,
  word: string,
  subverbs: readonly { name: string }[],
): ErrandError {
  const names = subverbs.map(({ name }) => name);
  const meant = didYouMean(word, names);
  const hint = meant === undefined ? `; there are ${names.join(", ")}` : `; did you mean ${quote(meant)}?`;
  const next = meant === undefined ? `errand ${verb} --help` : `errand ${verb} ${meant}`;
  return new ErrandError("usage", `there is no ${verb} verb ${quote(word)}${hint}`, { next });
}
