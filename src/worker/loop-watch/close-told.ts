import { USUAL_RETRIES } from "../../core/retry.ts";
import { nextStep } from "../../runner/next-step.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";
import { writeStep } from "../../runner/take-step.ts";
import type { ToldEnd } from "../../runner/told-ends.ts";
import type { Store } from "../../store/store.ts";

/** Closes the row of a run that ended in a child while its worker's loop stood still. False when somebody else did. */
export async function closeTold(
  { ref, verdict, advice, ...usage }: ToldEnd,
  { store, now }: { store: Store; now: number },
): Promise<boolean> {
  const run = await store.findRun(ref.runId);
  if (!run) return false;
  const plan = { run, retry: USUAL_RETRIES, masker: createSecretMasker([]) };
  const step = nextStep(plan, { kind: "judged", verdict, advice }, verdict);
  const { progress } = run;
  const closing = { ref, ...verdict, ...usage, progress, finishedAt: now, output: null };
  return writeStep(store, closing, { before: run, verdict, step });
}
