import type { Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";

/** Every run of a ledger, oldest first. */
export async function readRuns(store: Pick<Store, "listRuns">): Promise<Run[]> {
  const runs: Run[] = [];
  let after: string | undefined;
  do {
    const page = await store.listRuns({}, { limit: 1_000, ...(after === undefined ? {} : { after }) });
    runs.push(...page.runs);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return runs.reverse();
}
