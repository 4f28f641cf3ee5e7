/*
 * What tells a run's processes from others, and those of one attempt from those of the next: whoever ends what a dead
 * attempt left behind must not meet the one that took its place.
 */

/** Run and attempt, `01a2…/2`: in the environment of what a worker starts for a run. */
const ATTEMPT = "ERRAND_ATTEMPT";
const RUN = "ERRAND_RUN_ID";

/**
 * What a child calls itself while it lives a run: `ps` then tells which, and whoever must end the run's processes
 * finds it, as the environment it was forked with knew of no run yet.
 */
export function childTitle({ id, attempt }: { id: string; attempt: number }): string {
  return `errand attend ${id} ${attempt}`;
}

/** Variables for what is started for a run. A run that is never tried again need not tell its attempt. */
export function runVariables(id: string, attempt?: number): Record<string, string> {
  return { [RUN]: id, ...(attempt === undefined ? {} : { [ATTEMPT]: `${id}/${attempt}` }) };
}

/**
 * The attempt that a process says it belongs to, by its title or by the variable it was started with; 0 where it names
 * the run alone, null where it does not name it.
 */
export function markedAttempt(
  id: string,
  { title, variable }: { title: string; variable: (name: string) => string | undefined },
): number | null {
  const [named, attempt] = title.startsWith("errand attend ") ? title.split(" ").slice(2) : [];
  if (named === id) return Number(attempt ?? 0);
  if (variable(RUN) !== id) return null;
  const [of, number] = variable(ATTEMPT)?.split("/") ?? [];
  return of === id ? Number(number) : 0;
}
