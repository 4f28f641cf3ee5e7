import type { Attempt, AttemptRef, OutputChunk, Run, RunState, Trigger } from "../core/run.ts";

/** Verbs that read runs. */
export interface HistoryStore {
  /** The run, or undefined. */
  findRun(id: string): Promise<Run | undefined>;

  /** Up to `limit` runs whose id begins with `prefix`, newest first. Dashes do not count. */
  findRunsByPrefix(prefix: string, limit: number): Promise<Run[]>;

  /** The attempts of a run, first to last. */
  attempts(runId: string): Promise<Attempt[]>;

  /** A page of runs, newest first: in the order in which the ledger took them in. */
  listRuns(filter: RunFilter, page: Page): Promise<RunPage>;

  /** The chunks of an attempt whose offset is ≥ `from`, in order, about `maxBytes` of them at most (always one if there is one). */
  readOutput(ref: AttemptRef, from: number, maxBytes: number): Promise<OutputChunk[]>;

  /** The newest run of each command that has one. */
  latestRuns(): Promise<Run[]>;

  /** How many runs stand in each state. */
  countRuns(filter: Pick<RunFilter, "since" | "command">): Promise<Record<RunState, number>>;
}

/** All given conditions hold at once. Times are epoch ms, `since` included, `until` excluded, over `requestedAt`. */
export interface RunFilter {
  command?: string;
  states?: RunState[];
  trigger?: Trigger;
  /** The queue that it waits in, or was run from. */
  queue?: string;
  /** One of its tags, whole. */
  tag?: string;
  since?: number;
  until?: number;
  /** A part of the command's name, args, error or result; case does not count. */
  search?: string;
  /** Args whose member (dotted path) has that value, compared as text. */
  args?: { path: string; value: string }[];
  parentId?: string;
  workflowId?: string;
  scheduleId?: string;
  scheduledFor?: number;
}

/** Keyset pages: `after` is the `next` of the page before. */
export interface Page {
  limit: number;
  after?: string;
}

/**
 * A search that would have to look at too much hands over what it has: a page may be short, even empty, and still
 * have a `next`. Only null is the end.
 */
export interface RunPage {
  runs: Run[];
  next: string | null;
}
