import type { Failure, FailureFilter } from "../../store/failure-store.ts";
import type { Store } from "../../store/store.ts";

/** Each page is closed in one transaction, which nobody else should wait long behind. */
const PAGE = 500;

/**
 * Hands out the open failures that fit, the oldest first, a page at a time. One that was opened after `before` is left
 * out: what is retried may fail again while the rest is still being retried.
 */
export async function eachPage(
  store: Pick<Store, "failures">,
  { filter, before }: { filter: FailureFilter; before: number },
  act: (failures: Failure[]) => Promise<void>,
): Promise<void> {
  for (let after: string | null = "0"; after !== null;) {
    const page = await store.failures(filter, { limit: PAGE, after });
    const there = page.failures.filter(({ openedAt }) => openedAt <= before);
    if (there.length > 0) await act(there);
    after = page.next;
  }
}
