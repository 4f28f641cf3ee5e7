import prettyMs from "pretty-ms";
import { zoneOf, type Zone } from "../timetable/zone.ts";
import type { CronHost, CronTime } from "./cron-host.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;

/** An interval as five fields: it counts from midnight UTC, and cron from that of its host, so both must agree. */
export function everyFields(ms: number, { zone, now }: Pick<CronHost, "zone" | "now">): CronTime {
  const time = fieldsOf(ms);
  if (time === undefined) return { reason: `is due every ${prettyMs(ms)}, which divides no hour and no day` };
  const offsets = offsetsOf(zoneOf(zone), now);
  if (offsets.every((offset) => offset % ms === 0)) return { time };
  return { reason: `counts its ${prettyMs(ms)} from midnight UTC, and cron those of ${zone}` };
}

function fieldsOf(ms: number): string | undefined {
  if (ms === MINUTE) return "* * * * *";
  if (ms < HOUR && ms % MINUTE === 0 && HOUR % ms === 0) return `*/${ms / MINUTE} * * * *`;
  if (ms === HOUR) return "0 * * * *";
  if (ms < DAY && ms % HOUR === 0 && DAY % ms === 0) return `0 */${ms / HOUR} * * *`;
  return ms === DAY ? "0 0 * * *" : undefined;
}

/** Every offset that the zone has within a year from now. */
function offsetsOf(zone: Zone, now: number): number[] {
  const offsets = [zone.offsetAt(now)];
  for (
    let change = zone.changeWithin(now, now + YEAR);
    change;
    change = zone.changeWithin(change.at, now + YEAR)
  )
    offsets.push(change.after);
  return offsets;
}
