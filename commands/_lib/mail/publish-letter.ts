import { createHash } from "node:crypto";
import { oneLine } from "../one-line.ts";
import type { Letter } from "./letter.ts";
import type { Subscriber } from "./subscribers.ts";

/** An essay that readers can see now. */
export interface Publication {
  /** `notes/tape-and-scissors`: where its page lies in the site. */
  path: string;
  title: string;
  /** Of its page; null when nobody said where the site is. */
  url: string | null;
  now: Date;
}

/** A letter for each subscriber. Its id is the same for the same essay and subscriber, whenever it is written. */
export function writePublishLetters(subscribers: readonly Subscriber[], published: Publication): Letter[] {
  const title = oneLine(published.title);
  return subscribers.map((to) => ({
    to: { name: oneLine(to.name), address: to.address },
    subject: `New: ${title}`,
    text: `Hello ${oneLine(to.name)},\n\nthere is a new essay:\n\n${title}\n${published.url ?? published.path}\n`,
    id: letterId(published.path, to.address),
    sentAt: published.now,
  }));
}

function letterId(path: string, address: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([path, address]))
    .digest("hex");
  const readable = `${path}-${address}`.replace(/[^a-z0-9.]+/gi, "-").slice(0, 80);
  return `published-${readable}-${digest.slice(0, 12)}`;
}
