import { createHash } from "node:crypto";
import type { Essay, Stage } from "../essays/essay.ts";
import { oneLine } from "../one-line.ts";

/** One message to one editor about all the essays that wait for them. */
export interface Letter {
  to: { name: string; address: string };
  subject: string;
  text: string;
  /** `2026-03-01-jo-example.org-0f3a…`: the same for the same day, editor, stage and list, and so never sent twice. */
  id: string;
  sentAt: Date;
}

/** What the letters of one run have in common. */
export interface LetterOccasion {
  stage: Stage;
  now: Date;
}

const DAY_MS = 86_400_000;

export function daysUntouched(essay: Essay, now: Date): number {
  return Math.floor((now.getTime() - essay.updatedAt) / DAY_MS);
}

/** A letter for each editor with an address, in order of address. Two spellings of an address are one editor. */
export function writeLetters(essays: Essay[], occasion: LetterOccasion): Letter[] {
  const addressed = essays.filter((essay) => essay.editor?.email != null);
  const byAddress = Map.groupBy(addressed, (essay) => essay.editor?.email?.toLowerCase() ?? "");
  return [...byAddress]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([address, theirs]) => writeLetter(address, theirs, occasion));
}

function writeLetter(address: string, essays: Essay[], { stage, now }: LetterOccasion): Letter {
  const name = oneLine(essays[0]?.editor?.name ?? address);
  const count = essays.length === 1 ? "1 essay" : `${essays.length} essays`;
  return {
    to: { name, address },
    subject: `${count} in ${stage} waiting for you`,
    text: `Hello ${name},\n\n${count} in ${stage} untouched for a while:\n\n${describeAll(essays, now)}\n`,
    id: letterId(address, essays, { stage, now }),
    sentAt: now,
  };
}

/** Short lines: a letter of plain words then travels, and lies in the outbox, as it was written. */
function describeAll(essays: Essay[], now: Date): string {
  return essays
    .map((essay) => `- ${oneLine(essay.title)}\n  ${describeAge(essay, now)}: ${oneLine(essay.file)}`)
    .join("\n");
}

function describeAge(essay: Essay, now: Date): string {
  const days = daysUntouched(essay, now);
  return `${days} ${days === 1 ? "day" : "days"}, since ${new Date(essay.updatedAt).toISOString().slice(0, 10)}`;
}

function letterId(address: string, essays: Essay[], { stage, now }: LetterOccasion): string {
  const day = now.toISOString().slice(0, 10);
  const list = JSON.stringify([address, stage, essays.map((essay) => essay.file).sort()]);
  const digest = createHash("sha256").update(list).digest("hex").slice(0, 12);
  const readable = address.replace(/[^a-z0-9.]+/g, "-").slice(0, 80);
  return `${day}-${readable}-${digest}`;
}
