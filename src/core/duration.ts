import parse from "parse-duration";

/** Longest duration text taken, in characters. */
const DURATION_MAX_LENGTH = 64;

// parse-duration takes any words with a number in them; this is the part of its language that we document.
const GRAMMAR = /^(?:\d+(?:\.\d+)? *(?:ms|s|sec|m|min|h|hr|d|w) *)+$/;

/** What a message says is legal. */
export const DURATION_HELP = "a duration such as 90s, 15m, 1h30m, 14d or 2w";

/** The same of a limit. */
export const LIMIT_HELP = `${DURATION_HELP}, and longer than 0`;

/** The longest duration, as text: 2,700 years. A few on top of now are still a time that a Date can tell. */
export const LONGEST_DURATION = "1000000d";

const LONGEST_MS = 1_000_000 * 86_400_000;

/**
 * Milliseconds of `text` ("90s", "1h30m", "14d"), or undefined when it is no duration or longer than the longest.
 * Always finite, whole and ≥ 0.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > DURATION_MAX_LENGTH || !GRAMMAR.test(text)) return undefined;
  const ms = parse(text);
  return ms === null || ms > LONGEST_MS ? undefined : Math.round(ms);
}
