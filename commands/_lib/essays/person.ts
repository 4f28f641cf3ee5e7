/** Who looks after an essay. `email` is null when front matter gives none that could be written to. */
export interface Person {
  name: string;
  email: string | null;
}

/**
 * A person as front matter gives one: `{ name, email }`, `Jo Marsh <jo@example.org>`, a bare address, a bare name, or a
 * list of these, of which the first with an address counts. Undefined for anything else.
 */
export function parsePerson(value: unknown): Person | undefined {
  if (Array.isArray(value)) return firstReachable(value.map(parsePerson));
  if (typeof value === "string") return parseText(value.trim());
  if (typeof value !== "object" || value === null) return undefined;
  const { name, email } = value as { name?: unknown; email?: unknown };
  if (typeof email !== "string") return typeof name === "string" ? parseText(name) : undefined;
  return { name: typeof name === "string" ? name : email, email: addressOf(email) };
}

function firstReachable(people: (Person | undefined)[]): Person | undefined {
  return people.find((person) => person?.email != null) ?? people.find((person) => person !== undefined);
}

function parseText(text: string): Person | undefined {
  const [, name, address] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  if (address !== undefined) return { name: name || address, email: addressOf(address) };
  return text === "" ? undefined : { name: text, email: addressOf(text) };
}

/** Deliberately narrow: an address is a header of a message, and what looks odd is not written to. */
function addressOf(text: string): string | null {
  const address = text.trim();
  return /^[\w.!#$%&'*+/=?^`{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u.test(address) ? address : null;
}
