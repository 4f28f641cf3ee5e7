import { styleText } from "node:util";
import { printable } from "../core/printable.ts";
import type { Progress } from "../core/run.ts";

const BAR_WIDTH = 24;

/** How far a run is, on one line of at most `columns` characters: `[######------] 12/40 30% note`. */
export function drawBar({ done, total, note }: Progress, columns: number): string {
  const words = note === null ? "" : ` ${printable(note, { oneLine: true })}`;
  if (total === null || total <= 0) return fit(`${done}${words}`, columns);
  const share = Math.min(1, Math.max(0, done / total));
  const filled = Math.round(share * BAR_WIDTH);
  const count = fit(` ${done}/${total} ${Math.floor(share * 100)}%${words}`, columns - BAR_WIDTH - 2);
  return `[${styleText("cyan", "#".repeat(filled))}${"-".repeat(BAR_WIDTH - filled)}]${count}`;
}

/** A bar that wraps could not be erased; the last column stays free, as terminals wrap at it. */
function fit(text: string, columns: number): string {
  return text.slice(0, Math.max(0, columns - 1));
}
