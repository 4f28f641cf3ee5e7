import type { FoldPolicy } from "../core/schedule.ts";
import type { Zone } from "./zone.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?$/;

/** A local time as if it were UTC, in ms, or undefined when there is no such date or hour. */
export function parseWall(text: string): number | undefined {
  const match = DATE.exec(text) ?? TIME.exec(text);
  if (!match || match[7] !== undefined) return undefined;
  return wallOf(match);
}

/** Epoch ms of a time that says its own offset ("…T09:00Z", "…T09:00+02:00"), or undefined. */
export function parseInstant(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match?.[7] === undefined) return undefined;
  const wall = wallOf(match);
  const ms = Date.parse(text);
  return wall === undefined || Number.isNaN(ms) ? undefined : ms;
}

function wallOf([, year, month, day, hour = "0", minute = "0", second = "0"]: RegExpExecArray):
  number | undefined {
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const made = new Date(wall);
  const same =
    made.getUTCMonth() + 1 === Number(month) &&
    made.getUTCDate() === Number(day) &&
    made.getUTCHours() === Number(hour);
  return same && Number(minute) < 60 && Number(second) < 60 ? wall : undefined;
}

/** Every instant that a wall time names in a zone: one, two in a fold, none in a gap. */
export function instantsOf(wall: number, zone: Zone): number[] {
  const offsets = [
    wall - 36 * 3_600_000,
    wall - 12 * 3_600_000,
    wall,
    wall + 12 * 3_600_000,
    wall + 36 * 3_600_000,
  ].map((near) => zone.offsetAt(near));
  const instants = [...new Set(offsets)]
    .map((offset) => wall - offset)
    .filter((instant) => instant + zone.offsetAt(instant) === wall);
  return instants.toSorted((a, b) => a - b);
}

/** The first instant after the gap that a wall time fell into. */
export function afterGap(wall: number, zone: Zone): number {
  let segment = zone.segmentAt(wall - 48 * 3_600_000);
  while (segment.to + zone.offsetAt(segment.to) <= wall) segment = zone.segmentAt(segment.to);
  return segment.to;
}

/** The instants on which a single local time is due. */
export function dueAt(
  wall: number,
  zone: Zone,
  { gap, fold }: { gap: "next" | "skip"; fold: FoldPolicy },
): number[] {
  const instants = instantsOf(wall, zone);
  if (instants.length === 0) return gap === "next" ? [afterGap(wall, zone)] : [];
  if (fold === "both") return instants;
  return instants.slice(...(fold === "first" ? [0, 1] : [-1]));
}
