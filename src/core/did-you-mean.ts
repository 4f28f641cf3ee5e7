import { closest, distance } from "fastest-levenshtein";

/**
 * The candidate that `word` was probably meant to be: one that begins with it, else one in which two letters changed
 * places, else one that is near, about one slip in three letters; undefined when there is none.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || word.length > LONGEST_WORD) return undefined;
  const begun = word.length < SHORTEST_BEGINNING ? [] : candidates.filter((one) => one.startsWith(word));
  if (begun.length > 0) return closest(word, begun);
  const swapped = candidates.find((one) => isSwapped(word, one));
  if (swapped !== undefined) return swapped;
  const nearest = closest(word, candidates);
  return distance(word, nearest) <= Math.ceil(word.length / 3) ? nearest : undefined;
}

// The distance costs time by the product of the lengths, and nobody mistypes a name of a thousand letters.
const LONGEST_WORD = 128;

// One letter begins too many words to mean one of them.
const SHORTEST_BEGINNING = 2;

/** The slip of fast fingers, which counts as two otherwise: `rnu` for `run`. */
function isSwapped(word: string, other: string): boolean {
  if (word.length !== other.length || word === other) return false;
  const at = word.split("").findIndex((letter, index) => letter !== other[index]);
  const [one = "", two = ""] = [word[at], word[at + 1]];
  return `${word.slice(0, at)}${two}${one}${word.slice(at + 2)}` === other;
}
