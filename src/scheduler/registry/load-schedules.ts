import { readManifest, type ManifestEntry } from "../../command/manifest.ts";
import type { Config } from "../../config.ts";
import { isSame } from "../../core/same.ts";
import type { RegisteredSchedule, Schedule } from "../../core/schedule.ts";
import type { Registration } from "../../store/schedule-store.ts";
import type { Store } from "../../store/store.ts";
import { readSchedules } from "./read-schedules.ts";
import { wordFault, type ScheduleFault } from "./schedule-fault.ts";

/**
 * How what is written and what the ledger knows of a schedule stand to each other.
 * registered    the same.
 * changed       written otherwise; the next registration takes it over.
 * unregistered  written, and the ledger does not know it yet.
 * kept          what is written cannot be read now; what is registered goes on.
 * removed       in no module and no config any more; its history stays.
 */
export type Standing = "registered" | "changed" | "unregistered" | "kept" | "removed";

/** A schedule as readers see it, whether anything ever ticked or not. */
export interface ListedSchedule {
  schedule: Schedule;
  /** Null while the ledger does not know it. */
  state: RegisteredSchedule | null;
  standing: Standing;
}

export interface LoadedSchedules extends WrittenSchedules {
  /** By id; removed ones last. */
  schedules: ListedSchedule[];
}

/** What modules and config say. */
export interface WrittenSchedules {
  faults: ScheduleFault[];
  /** Commands whose modules do not load: nobody knows what they would schedule. */
  broken: Extract<ManifestEntry, { error: string }>[];
  /** What a scheduler registers. */
  registration: Pick<Registration, "schedules" | "unread">;
}

export interface LoadOptions {
  config: Config;
  store: Pick<Store, "schedules">;
  now: number;
}

/** Joins modules and config with the ledger. Imports no module here, and writes nothing. */
export async function loadSchedules({ config, store, now }: LoadOptions): Promise<LoadedSchedules> {
  // Every registration is later than none, so that removed ones are among them.
  const states = await store.schedules({ changedSince: 0 });
  const known = new Map(states.map((state) => [state.schedule.id, state]));
  const written = await readWritten(config, { now, find: (id) => Promise.resolve(known.get(id)) });
  return { ...written, schedules: join(written.registration, states) };
}

/** What a scheduler registers, without a look at every schedule that the ledger knows. */
export async function readWritten(
  config: Config,
  { now, find }: { now: number; find: (id: string) => Promise<RegisteredSchedule | undefined> },
): Promise<WrittenSchedules> {
  const entries = await readManifest(config);
  const read = readSchedules({ entries, config, now });
  const states = await Promise.all(read.schedules.map(({ id }) => find(id)));
  const live = new Map(states.flatMap((state) => (state ? [[state.schedule.id, state] as const] : [])));
  const [clashing, schedules] = partition(read.schedules, ({ id }) => isDynamic(live.get(id)));
  return {
    registration: { schedules, unread: read.unread },
    faults: [...read.faults, ...clashing.map((one) => wordClash(one, live.get(one.id)))],
    broken: entries.filter((entry) => "error" in entry),
  };
}

function isDynamic(state: RegisteredSchedule | undefined): boolean {
  return state?.schedule.source === "dynamic" && state.removedAt === null;
}

function join(
  { schedules, unread }: LoadedSchedules["registration"],
  states: readonly RegisteredSchedule[],
): ListedSchedule[] {
  const known = new Map(states.map((state) => [state.schedule.id, state]));
  const written = schedules.map((schedule) => ofWritten(schedule, known.get(schedule.id)));
  const ids = new Set(schedules.map(({ id }) => id));
  const others = states
    .filter(({ schedule }) => !ids.has(schedule.id))
    .map((state) => ofState(state, unread));
  return [...written, ...others].sort(byStandingAndId);
}

function ofWritten(schedule: Schedule, state: RegisteredSchedule | undefined): ListedSchedule {
  // One that was removed and is back starts anew, with the next registration.
  if (state === undefined || state.removedAt !== null)
    return { schedule, state: null, standing: "unregistered" };
  return { schedule, state, standing: isSame(schedule, state.schedule) ? "registered" : "changed" };
}

function ofState(state: RegisteredSchedule, unread: readonly string[]): ListedSchedule {
  const { schedule, removedAt } = state;
  if (removedAt !== null) return { schedule, state, standing: "removed" };
  if (schedule.source === "dynamic") return { schedule, state, standing: "registered" };
  return { schedule, state, standing: unread.includes(schedule.command) ? "kept" : "removed" };
}

function byStandingAndId(a: ListedSchedule, b: ListedSchedule): number {
  const order = Number(a.standing === "removed") - Number(b.standing === "removed");
  return order === 0 ? (a.schedule.id < b.schedule.id ? -1 : 1) : order;
}

function wordClash({ id, place }: Schedule, other: RegisteredSchedule | undefined): ScheduleFault {
  const rule = `is that of a schedule ${other?.schedule.place ?? ""}: errand schedule remove ${id}, or give this one another`;
  return wordFault({ place, id, index: null }, { field: "id", value: id, rule });
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
