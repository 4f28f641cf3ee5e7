import type { ChildProcess } from "node:child_process";
import { readSync } from "node:fs";
import type { Advice } from "../core/retry.ts";
import type { AttemptRef } from "../core/run.ts";
import type { Closing } from "../store/run-store.ts";
import type { Verdict } from "./verdict.ts";

/** How a run ended, by the word of the child that lived it. Without its secrets, and plain JSON. */
export interface ToldEnd extends Pick<Closing, "cpuMs" | "peakRss"> {
  ref: AttemptRef;
  verdict: Verdict;
  advice: Advice | null;
}

const tellers = new Set<() => ToldEnd[]>();

/** Asks `teller` along with the others, until the returned function is called. */
export function addTeller(teller: () => ToldEnd[]): () => void {
  tellers.add(teller);
  return () => void tellers.delete(teller);
}

/**
 * Ends of runs whose rows may not say so yet, what lies unread in the wires of children included. Only for a process that
 * is about to end, and whose loop does not turn: what is read here, nobody else will hear.
 */
export function toldEnds(): ToldEnd[] {
  return [...tellers].flatMap((tell) => tell());
}

const PIECE_BYTES = 64 * 1024;

/** The words of a child that wait in its wire. One that did not come whole is none. */
export function readUnread({ channel }: ChildProcess): unknown[] {
  const fd = channel && "fd" in channel ? channel.fd : undefined;
  return typeof fd === "number" ? readWaiting(fd).split("\n").flatMap(parseWord) : [];
}

function readWaiting(fd: number): string {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    for (let length = readSync(fd, piece); length > 0; length = readSync(fd, piece))
      pieces.push(Buffer.from(piece.subarray(0, length)));
  } catch {
    // It would have to wait for more, or the wire is broken.
  }
  return Buffer.concat(pieces).toString();
}

function parseWord(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
