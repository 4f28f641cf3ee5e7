/**
 * Builds FTS5 queries over an index that lists documents by trigram and without places. A query finds too many
 * documents, never too few: rows prove the match. Undefined is the query that narrows nothing.
 */
export type Query = string | undefined;

/** How many trigrams of a long needle are asked for; a few rare ones are enough. */
const MOST = 12;

/** Documents that may hold `needle`. */
export function holding(needle: string): Query {
  return every(trigrams(needle).map(quote));
}

export function every(queries: Query[]): Query {
  const narrowing = queries.filter((query) => query !== undefined);
  return narrowing.length > 0 ? `(${narrowing.join(" AND ")})` : undefined;
}

export function some(queries: Query[]): Query {
  return queries.includes(undefined) ? undefined : `(${queries.join(" OR ")})`;
}

/** Distinct runs of three code points. NUL would end the query, and half a surrogate pair is not what the index holds. */
function trigrams(text: string): string[] {
  const points = Array.from(text);
  const found = new Set<string>();
  for (let start = 0; start + 3 <= points.length && found.size < MOST; start++) {
    const trigram = points.slice(start, start + 3).join("");
    if (!trigram.includes("\0") && trigram.isWellFormed()) found.add(trigram);
  }
  return [...found];
}

/** Whatever a person types is text: in quotes nothing is an operator. */
function quote(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}
