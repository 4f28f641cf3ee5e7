import type { RunFilter, RunPage } from "../store/history-store.ts";
import { isFailure } from "../core/transition.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";

/** A page of history as it was asked for, and as it came. */
export interface ShownPage extends RunPage {
  filter: RunFilter;
  /** It is not the first: what lies between it and now was shown before. */
  after: string | undefined;
}

/** What did not run leaves no run to be listed: one line says how many scheduled times of the shown span did not. */
export async function noteUnrun(page: ShownPage, shell: Shell): Promise<void> {
  if (!isAboutTimes(page.filter)) return;
  const { store } = await shell.app();
  const { count, last } = await store.countUnrun({ ...spanOf(page, shell), ...commandOf(page) });
  if (last === null) return;
  const times = count === 1 ? "1 scheduled time" : `${count} scheduled times`;
  shell.note(`${times} did not run in this span`, `errand schedule why ${typeAgain([last])}`);
}

/** Who looks for certain runs does not ask what else there should have been. */
function isAboutTimes({ states, ...filter }: RunFilter): boolean {
  const { trigger, tag, queue, search, args, parentId, workflowId } = filter;
  const narrowing = [trigger, tag, queue, search, args, parentId, workflowId];
  const isNarrow = narrowing.some((condition) => condition !== undefined);
  return !isNarrow && (states === undefined || states.every(isFailure));
}

/** From the oldest run shown, or from the beginning when there is none before it; to the newest, or to now. */
function spanOf({ filter, runs, next, after }: ShownPage, { host }: Shell): { since: number; until: number } {
  const oldest = next === null ? undefined : runs.at(-1)?.requestedAt;
  const newest = after === undefined ? undefined : runs[0]?.requestedAt;
  return {
    since: oldest ?? filter.since ?? 0,
    until: newest ?? filter.until ?? host.clock.now() + 1,
  };
}

function commandOf({ filter: { command } }: ShownPage): { command?: string } {
  return command === undefined ? {} : { command };
}
