import { closest, distance } from "fastest-levenshtein";

/** The candidate that `word` was probably meant to be, or undefined when none is near: about one slip in three letters. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || word.length > LONGEST_WORD) return undefined;
  const nearest = closest(word, candidates);
  return distance(word, nearest) <= Math.ceil(word.length / 3) ? nearest : undefined;
}

// The distance costs time by the product of the lengths, and nobody mistypes a name of a thousand letters.
const LONGEST_WORD = 128;
