import type { Clock } from "../core/clock.ts";
import type { Owner } from "../core/run.ts";
import { forgetSeen, isKnown, keyOf, remember } from "./known-processes.ts";
import { liveness } from "./process-identity.ts";
import { listProcesses, startedWith, titleOf, type ProcessEntry } from "./process-table.ts";
import { markedAttempt } from "./run-marks.ts";

/** How long descendants may take to end after SIGTERM, before SIGKILL, in ms. */
const GRACE_MS = 500;
/** When even SIGKILL has not helped for so long, the kernel holds the process: waiting on would hang us too. */
const GIVE_UP_MS = 5_000;
const LOOK_EVERY_MS = 20;

/**
 * Every live process that descends from a run: it carries the run's id in its environment, wherever `setsid` or the
 * death of its parent took it, or calls itself the run's child, or this process knows it (see `known-processes.ts`), or
 * one of these is above it. Never this process or one above it, nor what says it is of an attempt after `upTo`.
 */
export function findRunProcesses(runId: string, upTo = Infinity): ProcessEntry[] {
  const all = listProcesses();
  const mine = lineOf(process.pid, all);
  const isFirst = (entry: ProcessEntry): boolean => {
    const marked = markedAttempt(runId, { title: titleOf(entry.pid), variable: startedWith(entry.pid) });
    return marked === null ? isKnown(runId, entry, upTo) : marked <= upTo;
  };
  return withAllBelow(all.filter(isFirst), all).filter(({ pid }) => !mine.has(pid));
}

function withAllBelow(first: ProcessEntry[], all: ProcessEntry[]): ProcessEntry[] {
  const found = new Set(first.map(({ pid }) => pid));
  for (let grew = true; grew;) {
    const children = all.filter(({ pid, parent }) => found.has(parent) && !found.has(pid));
    for (const { pid } of children) found.add(pid);
    grew = children.length > 0;
  }
  return all.filter(({ pid }) => found.has(pid));
}

/** A process and all above it. */
function lineOf(pid: number, all: ProcessEntry[]): Set<number> {
  const parents = new Map(all.map((entry) => [entry.pid, entry.parent]));
  const line = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && !line.has(at); at = parents.get(at))
    line.add(at);
  return line;
}

/** Asks everything that descends from a run to end. */
export function askToEnd(runId: string): void {
  const found = findRunProcesses(runId);
  remember(runId, found);
  for (const { pid } of found) send(pid, "SIGTERM");
}

/**
 * Ends every process that descends from a run, or from its attempts up to one: SIGTERM, a grace, SIGKILL, until none is
 * left. Tells which there were.
 */
export async function endRunProcesses(runId: string, clock: Clock, upTo?: number): Promise<number[]> {
  const ending = new TreeEnding(runId, clock, upTo);
  while (ending.go()) await clock.sleep(LOOK_EVERY_MS);
  return ending.pids;
}

/** The same, done before it returns: at the exit of a process no promise is kept. Blocks its thread for up to GRACE_MS + GIVE_UP_MS. */
export function endRunProcessesNow(runId: string, clock: Clock): number[] {
  const ending = new TreeEnding(runId, clock);
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  while (ending.go()) Atomics.wait(nobodyWakes, 0, 0, LOOK_EVERY_MS);
  return ending.pids;
}

class TreeEnding {
  readonly #runId: string;
  readonly #clock: Clock;
  readonly #upTo: number | undefined;
  readonly #start: number;
  readonly #asked = new Map<string, number>();

  constructor(runId: string, clock: Clock, upTo?: number) {
    this.#runId = runId;
    this.#upTo = upTo;
    this.#clock = clock;
    this.#start = clock.monotonic();
  }

  /** All that were asked to end. */
  get pids(): number[] {
    return [...new Set(this.#asked.values())];
  }

  /** Asks those that are left, or kills them when they had their time. False when none is left, or nothing helps. */
  go(): boolean {
    const left = findRunProcesses(this.#runId, this.#upTo);
    const waited = this.#clock.monotonic() - this.#start;
    if (left.length === 0 || waited > GRACE_MS + GIVE_UP_MS) {
      forgetSeen(this.#runId);
      return false;
    }
    remember(this.#runId, left);
    for (const entry of left) this.#end(entry, waited);
    return true;
  }

  #end(entry: ProcessEntry, waited: number): void {
    if (waited >= GRACE_MS) send(entry.pid, "SIGKILL");
    else if (!this.#asked.has(keyOf(entry))) send(entry.pid, "SIGTERM");
    this.#asked.set(keyOf(entry), entry.pid);
  }
}

/** Asks a run's owner to end, if it is on this host and still the same process. False when nobody was asked. */
export function askOwner(owner: Owner): boolean {
  return liveness(owner) === "alive" && send(owner.pid, "SIGTERM");
}

/**
 * Kills a run's owner under the same conditions. What stands below it is noted first: it loses its parent with that, and
 * some of it may carry no run id.
 */
export function killOwner(runId: string, owner: Owner): boolean {
  if (liveness(owner) !== "alive") return false;
  const all = listProcesses();
  const below = withAllBelow(
    all.filter(({ pid }) => pid === owner.pid),
    all,
  );
  remember(runId, below);
  return send(owner.pid, "SIGKILL");
}

/** For people: what a run left running. */
export function describeRunProcesses(runId: string): { pid: number; title: string }[] {
  return findRunProcesses(runId).map(({ pid }) => ({ pid, title: titleOf(pid) }));
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
    return false;
  }
}
