import { spawn, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../core/clock.ts";
import { Child } from "./child.ts";
import type { ChildConfig } from "./child-words.ts";

/** The bin, from `src/runner` and from `dist`. */
export const MAIN = fileURLToPath(
  new URL(extname(import.meta.url) === ".ts" ? "../main.ts" : "./main.js", import.meta.url),
);

/** Forks a child that waits to live one run. */
export function forkChild(config: ChildConfig, clock: Clock): Child {
  return new Child(forkAttendant(config, []), { clock, config });
}

/** In a process group of its own: a terminal's Ctrl-C is not meant for it. `words` tell it what it is for, `files` are open in it. */
export function forkAttendant(
  config: ChildConfig,
  words: readonly string[],
  files: readonly number[] = [],
): ChildProcess {
  // The folder stands in the words for people who look at `ps`.
  const argv = [...ownFlags(), MAIN, "attend", config.root, ...words];
  // Not the run that this process may be a part of.
  const env = { ...process.env, ERRAND_RUN_ID: undefined };
  const stdio = ["ignore", "pipe", "pipe", "ipc", "pipe", ...files] as const;
  return spawn(process.execPath, argv, { cwd: config.root, env, detached: true, stdio: [...stdio] });
}

/** Flags such as `--import` are for commands too; a debugger's port is this process's own. */
function ownFlags(): string[] {
  return process.execArgv.filter((flag) => !flag.startsWith("--inspect"));
}
