import { shortId } from "../../core/ids.ts";
import type { LiveRetry } from "../../store/failure-store.ts";
import type { Shell } from "../shell.ts";

const MOST_NAMED = 5;

/** Whoever closes a failure may not know that a run repeats it, which closing it does not end. */
export function noteStillRetried(retries: readonly LiveRetry[], shell: Shell): void {
  const [first, ...others] = retries;
  if (!first) return;
  if (others.length === 0)
    shell.note(
      `run ${first.id} repeats it still, and is ${first.state}`,
      `errand cancel ${shortId(first.id)}`,
    );
  else
    shell.note(
      `${retries.length} of them are repeated still, by ${wordAll(retries)}`,
      "errand history --trigger retry --state queued,running",
    );
}

function wordAll(retries: readonly LiveRetry[]): string {
  const named = retries.slice(0, MOST_NAMED).map(({ id }) => `run ${id}`);
  const hidden = retries.length - named.length;
  const all = hidden > 0 ? [...named, `${hidden} more`] : named;
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}
