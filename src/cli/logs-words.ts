import { printable } from "../core/printable.ts";
import { prettyLine } from "../log/pretty-line.ts";
import { inertJson } from "./inert-json.ts";
import type { Item } from "./logs-lines.ts";
import { iso } from "../core/run-json.ts";
import { bytesWord } from "./words.ts";

export interface Look {
  /** A person reads: log lines are worded, not shown as JSON. */
  pretty: boolean;
  /** Colours and styles that the run wrote pass. */
  colours: boolean;
  timestamps: boolean;
}

/** An item as a line of text that drives no terminal: of all that a terminal obeys, colours at most are left. */
export function wordItem(item: Item, look: Look): string {
  if (item.kind === "cut") return `… ${bytesWord(item.bytes)} cut here to keep the log within its cap …`;
  const words = item.stream === "log" && look.pretty ? wordLog(item.text) : undefined;
  const time = look.timestamps ? `${iso(item.at)} ` : "";
  return time + (words ?? tame(item.text, look.colours));
}

/** An item as a line of JSON. */
export function jsonItem(item: Item, runId: string): string {
  const { attempt } = item;
  if (item.kind === "cut") return inertJson({ v: 1, runId, attempt, cutBytes: item.bytes });
  const { at, stream, text } = item;
  return inertJson({ v: 1, runId, attempt, at: iso(at), stream, text });
}

/** A log line in words; undefined for one that was cut in the middle and is no JSON any more. */
export function wordLog(json: string): string | undefined {
  try {
    return prettyLine(json);
  } catch {
    return undefined;
  }
}

/** What changes colour or style, and nothing else of what a terminal obeys. */
const STYLE = /(\u001b\[[0-9;:]*m)/;

/** What a line coloured ends with it, so that no other line is taken for its own. */
function tame(text: string, colours: boolean): string {
  const parts = text.split(STYLE);
  if (parts.length === 1) return printable(text);
  if (!colours) return printable(stripStyles(parts));
  return `${parts.map((part, index) => (index % 2 === 1 ? part : printable(part))).join("")}\u001b[0m`;
}

function stripStyles(parts: string[]): string {
  return parts.filter((_, index) => index % 2 === 0).join("");
}
