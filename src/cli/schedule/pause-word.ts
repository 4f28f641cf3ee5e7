import type { Pause } from "../../core/schedule.ts";
import { clockWord } from "../words.ts";

/** Who stopped a schedule, since when, until when and why: `paused by ada since 08:00:00 until resumed: moving house`. */
export function pauseWord({ by, at, until, reason }: Pause, now: number): string {
  const end = until === null ? "until it is resumed" : `until ${clockWord(until, now)}`;
  return `paused by ${by} since ${clockWord(at, now)} ${end}${reason === null ? "" : `: ${reason}`}`;
}
