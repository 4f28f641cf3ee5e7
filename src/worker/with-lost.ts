import type { Attempt, Run } from "../core/run.ts";
import type { RunFilter, RunPage } from "../store/history-store.ts";
import type { Store } from "../store/store.ts";

/** A running run whose owner is gone, though its row cannot say so: as it will read when it can. */
export interface UnwrittenLoss {
  run: Run;
  attempt: Attempt;
}

/**
 * The ledger as it would be if it could be written: for readers of one on a full or read-only disk, who must not be told
 * "running" of a process that is gone. Only reads of runs and attempts differ.
 */
export function withLost(store: Store, losses: readonly UnwrittenLoss[]): Store {
  const lost = new Map(losses.map((loss) => [loss.run.id, loss]));
  const seen = (run: Run): Run => lost.get(run.id)?.run ?? run;
  const reads: Partial<Store> = {
    async findRun(id) {
      const run = await store.findRun(id);
      return run && seen(run);
    },
    findRunsByPrefix: async (prefix, limit) => (await store.findRunsByPrefix(prefix, limit)).map(seen),
    latestRuns: async () => (await store.latestRuns()).map(seen),
    async attempts(runId) {
      const own = lost.get(runId)?.attempt;
      return (await store.attempts(runId)).map((attempt) => (attempt.number === own?.number ? own : attempt));
    },
    async listRuns(filter, page) {
      const { runs, next } = await store.listRuns(askedFor(filter), page);
      return { runs: runs.map(seen).filter(inStates(filter)), next } satisfies RunPage;
    },
    async countRuns(filter) {
      const counts = await store.countRuns(filter);
      const moved = losses.filter(({ run }) => isCounted(run, filter)).length;
      return { ...counts, running: counts.running - moved, lost: counts.lost + moved };
    },
  };
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const own = reads[name] ?? target[name];
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

/** What reads as lost is written as running. */
function askedFor(filter: RunFilter): RunFilter {
  const { states } = filter;
  return states?.includes("lost") === true ? { ...filter, states: [...states, "running"] } : filter;
}

function inStates({ states }: RunFilter): (run: Run) => boolean {
  return ({ state }) => states === undefined || states.includes(state);
}

function isCounted(run: Run, { since, command }: Pick<RunFilter, "since" | "command">): boolean {
  return (
    (since === undefined || run.requestedAt >= since) && (command === undefined || run.command === command)
  );
}
