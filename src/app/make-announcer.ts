import { Announcer, type AnnouncerHouse } from "../notify/announcer.ts";

/**
 * Wires what tells of runs. A process that lives for one run knows its hooks, and leaves it to others to look for
 * commands that are overdue.
 */
export function makeAnnouncer(
  { config, store, clock, events }: Pick<AnnouncerHouse, "config" | "store" | "clock" | "events">,
  hooksOf?: AnnouncerHouse["hooksOf"],
): Announcer {
  const rooms = { config, store, clock, events, looksForSilences: hooksOf === undefined };
  return new Announcer(hooksOf ? { ...rooms, hooksOf } : rooms);
}
