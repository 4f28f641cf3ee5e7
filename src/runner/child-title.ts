/**
 * What a child calls itself while it lives a run: `ps` then tells which, and whoever must end the run's processes
 * finds it, as the environment it was forked with knew of no run yet.
 */
export function childTitle(runId: string): string {
  return `errand attend ${runId}`;
}
