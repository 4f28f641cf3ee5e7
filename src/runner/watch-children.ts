import { subscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";
import type * as processTree from "./process-tree.ts";

type ProcessTree = typeof processTree;

/** Those that watch for the runs that live in this process. */
const watching = new Set<Watch>();
let isSubscribed = false;
let isOwn = false;

/** Starts a child of errand's own, which is no run's, though one lives in this process. */
export function startOwnChild<Child extends ChildProcess>(start: () => Child): Child {
  isOwn = true;
  try {
    return start();
  } finally {
    isOwn = false;
  }
}

export interface ChildWatch {
  /** Whether any child was started: most commands start none, and then there is nothing to look for. */
  any: () => boolean;
  /** What finds and ends them without a promise; null until the first one was started and this was loaded. */
  tree: () => ProcessTree | null;
  stop: () => void;
}

/**
 * Watches for children that a run in this process starts, however it does, and makes each a root of its tree: one
 * that was given an environment of its own carries no run id. While several runs live here it cannot be told whose
 * a child is, and the environment must say.
 */
export function watchChildren(runId: string): ChildWatch {
  const watch: Watch = { runId, started: false, tree: null };
  watching.add(watch);
  // Once, and for as long as this process lives: it may live thousands of runs a second.
  if (!isSubscribed) subscribe("child_process", onChild);
  isSubscribed = true;
  return {
    any: () => watch.started,
    tree: () => watch.tree,
    stop: () => void watching.delete(watch),
  };
}

interface Watch {
  readonly runId: string;
  started: boolean;
  tree: ProcessTree | null;
}

function onChild(message: unknown): void {
  if (isOwn) return;
  for (const watch of watching) {
    // In time for a process.exit() later on, which can load nothing.
    if (!watch.started) void import("./process-tree.ts").then((loaded) => (watch.tree = loaded));
    watch.started = true;
    if (watching.size === 1 && isAboutChild(message)) void follow(watch.runId, message.process);
  }
}

function isAboutChild(message: unknown): message is { process: ChildProcess } {
  return typeof message === "object" && message !== null && "process" in message;
}

/** The channel tells of a child before it has a pid. */
async function follow(runId: string, child: ChildProcess): Promise<void> {
  const { addRoot } = await import("./known-processes.ts");
  const { pid, exitCode, signalCode } = child;
  if (pid !== undefined && exitCode === null && signalCode === null) child.once("exit", addRoot(runId, pid));
}
