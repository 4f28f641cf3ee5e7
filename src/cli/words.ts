import { stripVTControlCharacters, styleText } from "node:util";
import prettyMs from "pretty-ms";
import { printable } from "../core/printable.ts";
import type { Outcome, Progress, Run, RunState, Trigger } from "../core/run.ts";
import { durationMs } from "../core/run-json.ts";
import { whyEnded } from "../core/why-ended.ts";

export { clockWord, timeWord } from "../core/local-time-words.ts";

type Style = Parameters<typeof styleText>[0];

const STYLES: Record<RunState, Style> = {
  queued: "dim",
  running: "cyan",
  succeeded: "green",
  failed: "red",
  timed_out: "red",
  cancelled: "yellow",
  lost: "red",
  interrupted: "yellow",
  skipped: "dim",
};

/** A state in words, coloured where colours show. */
export function stateWord(state: RunState): string {
  return styleText(STYLES[state], plainState(state));
}

/** Where a run stands; one that was asked to end and has not yet is `cancelling`. */
export function standingWord(run: Pick<Run, "state" | "cancelRequestedAt">): string {
  const isLive = run.state === "running" || run.state === "queued";
  return isLive && run.cancelRequestedAt !== null
    ? styleText(STYLES.cancelled, "cancelling")
    : stateWord(run.state);
}

/** A state, outcome or trigger as people write it. */
export function plainState(state: RunState | Outcome | Trigger): string {
  return state.replace("_", " ");
}

/** How long a run or an attempt took, or has taken so far; a dash for what never started, or waits to be tried again. */
export function tookWord(
  run: Pick<Run, "startedAt" | "finishedAt"> & { state?: RunState },
  now: number,
): string {
  if (run.startedAt === null || run.state === "queued") return "-";
  return prettyMs(Math.max(0, durationMs(run) ?? now - run.startedAt));
}

/** By so much, in ms, a time that is written down may lie ahead of the reader's clock and still be just now. */
const SKEW_MS = 60_000;

/** How long ago, in its largest unit; or how far ahead, of what was written by a clock that was. */
export function agoWord(time: number, now: number): string {
  if (time - now >= SKEW_MS) return `in ${prettyMs(time - now, { compact: true })}`;
  return now - time < 1_000 ? "just now" : `${prettyMs(now - time, { compact: true })} ago`;
}

/** Anybody's text on one line, so that it drives no terminal. */
export function plainWord(text: string): string {
  return printable(text, { oneLine: true });
}

/** Columns of a line that nobody looks at on a terminal, and longer than anybody reads. */
const LONGEST_LINE = 400;

/** A line as wide as a terminal at most, with an ellipsis where it was cut; colours stay whole. */
export function cutLine(line: string, width: number = LONGEST_LINE): string {
  if (stripVTControlCharacters(line).length <= width) return line;
  let left = width - 1;
  // What is behind the cut are the ends of colours.
  return line.replace(COLOUR_OR_CHARACTER, (part) => {
    if (part.length > 2) return part;
    left -= 1;
    return left > -1 ? part : left === -1 ? "…" : "";
  });
}

const COLOUR_OR_CHARACTER = /\u001b\[[\d;]*m|./gsu;

/** How far a run says it is: `12/40 sending`. */
export function progressWord({ done, total, note }: Progress): string {
  const count = total === null ? String(done) : `${done}/${total}`;
  return note === null ? count : `${count} ${plainWord(note)}`;
}

/** Why a run ended as it did; empty when there is nothing to say. */
export function whyWord(run: Run): string {
  return whyEnded(run.state, run) ?? "";
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

export function bytesWord(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${UNITS[step] ?? "B"}`;
}
