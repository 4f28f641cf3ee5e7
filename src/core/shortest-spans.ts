import type { Expectation } from "./notice.ts";

/** One for each command: the shortest span that anybody expects of it counts. */
export function shortestSpans(expectations: readonly Expectation[]): Expectation[] {
  const shortest = new Map<string, Expectation>();
  for (const one of expectations) {
    const known = shortest.get(one.command);
    if (!known || one.withinMs < known.withinMs) shortest.set(one.command, one);
  }
  return [...shortest.values()];
}
