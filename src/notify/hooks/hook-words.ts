import type { HookFacts, HookName } from "../../core/hook.ts";

/*
 * What a process that has hooks to call and its child that calls them say to each other: one order, one answer, one
 * after the other. What hooks print and log comes by pipes, as that of commands does.
 */

/** Where the child finds the hooks of all and those of the run's command. */
export interface HookPlace {
  root: string;
  /** The config file, or null when there is none. */
  file: string | null;
  commands: string;
  import: readonly string[];
}

export interface HookOrder {
  hook: HookName;
  facts: Omit<HookFacts, "log">;
  place: HookPlace;
}

/** Why each hook failed that did; a hook of all and one of the command may both. */
export interface HookAnswer {
  failures: string[];
}
