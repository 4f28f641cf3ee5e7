import type { ManifestEntry } from "../../command/manifest.ts";
import { quote } from "../../core/quote.ts";
import type { Schedule } from "../../core/schedule.ts";
import { readSchedule } from "./read-schedule.ts";
import type { ScheduleFault } from "./schedule-fault.ts";
import { collectWritten, type ScheduleConfig } from "./written-schedules.ts";

export interface ReadSchedules {
  /** Those that may be registered. */
  schedules: Schedule[];
  faults: ScheduleFault[];
  /** Commands whose schedules are not all known, for want of a module that loads or of a rule that holds: what is registered of theirs stays. */
  unread: string[];
}

/** Judges every schedule of modules and config by itself: one that is wrong stops no other. */
export function readSchedules({
  entries,
  config,
  now,
}: {
  entries: readonly ManifestEntry[];
  config: ScheduleConfig;
  now: number;
}): ReadSchedules {
  const { written, faults } = collectWritten(entries, config);
  const defaults = { timezone: config.timezone ?? hostZone(), routes: config.routes, now };
  const judged = written.map((one) => ({ name: one.name ?? "", read: readSchedule(one, defaults) }));
  const good = judged.flatMap(({ read }) => ("schedule" in read ? read.schedule : []));
  const twice = findDuplicates(good);
  const wrong = judged.flatMap(({ name, read }) => ("faults" in read ? name : []));
  const broken = entries.flatMap((entry) => ("error" in entry ? entry.name : []));
  return {
    schedules: good.filter((schedule) => !twice.schedules.has(schedule)),
    faults: [
      ...faults,
      ...judged.flatMap(({ read }) => ("faults" in read ? read.faults : [])),
      ...twice.faults,
    ],
    unread: [...new Set([...broken, ...wrong, ...[...twice.schedules].map(({ command }) => command)])],
  };
}

/** The zone of the machine, where the config names none. */
export function hostZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Nobody can tell which of two is meant, so neither is registered. */
function findDuplicates(schedules: readonly Schedule[]): {
  schedules: Set<Schedule>;
  faults: ScheduleFault[];
} {
  const shared = [...Map.groupBy(schedules, ({ id }) => id).values()].filter(({ length }) => length > 1);
  return { schedules: new Set(shared.flat()), faults: shared.flatMap(wordDuplicates) };
}

function wordDuplicates(same: readonly Schedule[]): ScheduleFault[] {
  const places = [...new Set(same.map(({ place }) => place))];
  const rule = `must be unlike every other: give each of them an id of its own`;
  return same.slice(0, 1).map(({ id, place }) => ({
    place,
    id,
    field: "id",
    value: id,
    rule,
    message: `${places.join(" and ")}: ${same.length} schedules have the id ${quote(id)}: it ${rule}`,
  }));
}
