import { readFile } from "node:fs/promises";
import { CommandError } from "errand";
import { parsePerson } from "../essays/person.ts";

export interface Subscriber {
  name: string;
  address: string;
}

/**
 * Who wants to hear of new essays: a JSON list of `Jo Marsh <jo@example.org>`, bare addresses or `{ name, email }`. Two
 * spellings of an address are one subscriber.
 * @throws CommandError naming the entry that has no address.
 */
export async function readSubscribers(file: string): Promise<Subscriber[]> {
  const list = await readList(file);
  const subscribers = list.map((entry, index) => {
    const person = parsePerson(entry);
    if (person?.email == null)
      throw new CommandError(`${file}: entry ${index + 1}, ${JSON.stringify(entry)}, has no e-mail address`);
    return { name: person.name, address: person.email.toLowerCase() };
  });
  return [...new Map(subscribers.map((one) => [one.address, one])).values()];
}

async function readList(file: string): Promise<unknown[]> {
  try {
    const list: unknown = JSON.parse(await readFile(file, "utf8"));
    if (Array.isArray(list)) return list as unknown[];
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot read subscribers: ${message}; name a JSON list with --subscribers`, {
      cause,
    });
  }
  throw new CommandError(`${file} must hold a JSON list, such as ["Jo <jo@example.org>"]`);
}
