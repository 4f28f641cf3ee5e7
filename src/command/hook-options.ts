import type { Hook, Hooks } from "../core/hook.ts";

/**
 * Called for the runs of a command, in a process of its own: whatever a hook does, throws or waits for, its run stays
 * as it is. Each has 10 s.
 */
export type HookOptions = { -readonly [Name in keyof Hooks]: Hook };
