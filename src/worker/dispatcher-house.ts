import type { Config } from "../config.ts";
import type { Store } from "../store/store.ts";
import type { ClaimRules } from "../store/work-store.ts";
import type { ClaimHouse } from "./claimed-run.ts";
import type { RunStore } from "./insist.ts";
import type { Lane, LaneHouse } from "./lanes/lane.ts";
import type { LaneCommands } from "./lanes/lanes.ts";
import type { LookoutHouse } from "./lookout.ts";
import type { SweepsHouse } from "./sweeps.ts";

/** What a dispatcher needs of the rooms around it. */
export interface DispatcherHouse extends Omit<ClaimHouse, "config" | "end" | "store" | "rescue"> {
  config: Config;
  /** Queues it serves, by their weights; null: all. */
  queues: Readonly<Record<string, number>> | null;
  /** What commands and config say of limits now, and which commands need no process of their own. */
  rules: () => Promise<ClaimRules & { lanes: LaneCommands }>;
  /** Commands that the rules do not know: whether runs of one may start, and whether there is one that is to be known soon. */
  strangers: { letsIn: (command: string) => boolean; areRead: () => boolean };
  lanes: (house: LaneHouse) => Readonly<Record<keyof LaneCommands, Lane>>;
  /** One of [0, 1). */
  random: () => number;
  store: RunStore & Pick<Store, "claim" | "take" | "nextRunAfter" | "version">;
  rescue: SweepsHouse["rescue"];
  watchWrites: LookoutHouse["watchWrites"];
}
