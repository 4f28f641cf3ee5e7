import type { HookFacts, HookName } from "../../core/hook.ts";

/*
 * What a process that has hooks to call and its child that calls them say to each other: one order, an answer for each
 * hook of it, one after the other. What hooks print and log comes by pipes, as that of commands does.
 */

/** Where the child finds the hooks of all and those of the run's command. */
export interface HookPlace {
  root: string;
  /** The config file, or null when there is none. */
  file: string | null;
  commands: string;
  import: readonly string[];
}

/** Whose hook: the config's, for the runs of all, or the command's own. They are called in this order. */
export const HOOK_OWNERS = ["all", "command"] as const;
export type HookOwner = (typeof HOOK_OWNERS)[number];

export interface HookOrder {
  hook: HookName;
  owners: readonly HookOwner[];
  facts: Omit<HookFacts, "log">;
  place: HookPlace;
}

/** How the hook of one owner fared; null: it did not fail, or there is none. */
export interface HookAnswer {
  owner: HookOwner;
  failure: string | null;
}
