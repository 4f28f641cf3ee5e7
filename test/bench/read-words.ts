/** What a call of the bench asks for, or why it cannot be answered. */
export type BenchWish = { help: true } | { fault: string } | { small: boolean; names: string[] };

/** Reads the words of a call. The parts come in their own order, each once; without names all of them. */
export function readWords(words: readonly string[], parts: readonly string[]): BenchWish {
  if (words.includes("--help")) return { help: true };
  const named = words.filter((word) => word !== "--small");
  const unknown = named.find((word) => !parts.includes(word));
  if (unknown !== undefined)
    return {
      fault: `"${unknown}" is no part of the bench: name some of ${parts.join(", ")}, or none for all. Next: npm run bench -- --help`,
    };
  return {
    small: words.includes("--small"),
    names: parts.filter((part) => named.length === 0 || named.includes(part)),
  };
}
