import type { ProcessEntry } from "./process-table.ts";

/**
 * Below `roots` (pids of live processes, and of which attempt they are) everything is the run's; `seen` were, whatever
 * became of their parents.
 */
interface Known {
  roots: Map<number, number>;
  seen: Set<string>;
}

/**
 * What this process knows of its runs' processes beyond what their environments tell: a program may drop its own
 * (`env -i`, `sudo`), and is the run's all the same.
 */
const known = new Map<string, Known>();

/**
 * Everything below `pid` is the run's, of this `attempt` or of any (0), until the returned function is called: before the
 * pid can be another's.
 */
export function addRoot(runId: string, pid: number, attempt = 0): () => void {
  const { roots } = knownOf(runId);
  roots.set(pid, attempt);
  return () => {
    roots.delete(pid);
    forgetIfEmpty(runId);
  };
}

/** They are asked to end; their children may outlive them, and must be found again when nothing leads to them. */
export function remember(runId: string, entries: readonly ProcessEntry[]): void {
  const { seen } = knownOf(runId);
  for (const entry of entries) seen.add(keyOf(entry));
}

/** None of those that were seen is left. */
export function forgetSeen(runId: string): void {
  known.get(runId)?.seen.clear();
  forgetIfEmpty(runId);
}

/** Of an attempt after `upTo` it is not. */
export function isKnown(runId: string, entry: ProcessEntry, upTo = Infinity): boolean {
  const of = known.get(runId);
  const attempt = of?.roots.get(entry.pid);
  if (attempt !== undefined) return attempt <= upTo;
  return of !== undefined && of.seen.has(keyOf(entry));
}

/** A pid alone may be another process by now. */
export function keyOf({ pid, startedAt }: ProcessEntry): string {
  return `${pid} ${startedAt}`;
}

function knownOf(runId: string): Known {
  const of = known.get(runId) ?? { roots: new Map<number, number>(), seen: new Set<string>() };
  known.set(runId, of);
  return of;
}

function forgetIfEmpty(runId: string): void {
  const of = known.get(runId);
  if (of?.roots.size === 0 && of.seen.size === 0) known.delete(runId);
}
