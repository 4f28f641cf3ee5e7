import { didYouMean } from "../../core/did-you-mean.ts";
import { ErrandError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import type { ListedSchedule, LoadedSchedules } from "../../scheduler/registry/load-schedules.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";

/** Everything that is known of schedules here and now. */
export async function readSchedules(shell: Shell): Promise<LoadedSchedules> {
  // Judges every field of every schedule by schemas, which help and mistakes need not wait for.
  const { loadSchedules } = await import("../../scheduler/registry/load-schedules.ts");
  const [config, { store }] = [await shell.config(), await shell.app()];
  return loadSchedules({ config, store, now: shell.host.clock.now() });
}

/**
 * The schedule that a person names: by its id, or by its command when that has only one.
 * @throws ErrandError unknown_schedule, with the nearest name or with what is wrong in the one that is meant.
 */
export function findSchedule(name: string, loaded: LoadedSchedules, verb: string): ListedSchedule {
  const live = loaded.schedules.filter(({ standing }) => standing !== "removed");
  const found = live.find(({ schedule }) => schedule.id === name) ?? onlyOneOf(name, live);
  if (found) return found;
  const fault = loaded.faults.find(({ id }) => id === name)?.message ?? brokenModule(name, loaded);
  if (fault !== undefined) throw new ErrandError("invalid_schedule", fault, { next: "errand schedule list" });
  throw unknownSchedule(
    name,
    live.map(({ schedule }) => schedule.id),
    verb,
  );
}

function onlyOneOf(command: string, live: readonly ListedSchedule[]): ListedSchedule | undefined {
  const own = live.filter(({ schedule }) => schedule.command === command);
  if (own.length < 2) return own[0];
  const ids = own.map(({ schedule }) => schedule.id);
  const message = `${command} has ${own.length} schedules, ${ids.join(" and ")}: name one`;
  throw new ErrandError("unknown_schedule", message, { next: "errand schedule list" });
}

function brokenModule(name: string, { broken }: LoadedSchedules): string | undefined {
  return broken.find((entry) => entry.name === name)?.error;
}

/** The error for a name that no schedule has. `verb` is what was to be done: `pause`. */
function unknownSchedule(name: string, ids: readonly string[], verb: string): ErrandError {
  const meant = didYouMean(name, ids);
  const hint = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
  const next = meant === undefined ? "errand schedule list" : `errand schedule ${verb} ${typeAgain([meant])}`;
  return new ErrandError("unknown_schedule", `there is no schedule ${quote(name)}${hint}`, { next });
}
