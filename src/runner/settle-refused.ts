import type { Clock } from "../core/clock.ts";
import type { ErrandError } from "../core/errors.ts";
import type { EventBus } from "../core/events.ts";
import { adviseByPolicy, afterAttempt, USUAL_RETRIES, type Advice } from "../core/retry.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";
import { closingOfRefusal } from "./record-refusal.ts";
import { mayLoadLater, refusedVerdict } from "./refused-verdict.ts";
import { announceStep, writeStep } from "./take-step.ts";

export interface RefusalHouse {
  store: Pick<Store, "finish" | "requeue" | "findRun">;
  clock: Clock;
  events: EventBus;
}

/** Closes the attempt of a worker's run that has begun and could not be called, and tells of it. */
export async function settleRefused(run: Run, error: ErrandError, house: RefusalHouse): Promise<void> {
  const { store, clock, events } = house;
  const verdict = refusedVerdict(error);
  const step = afterAttempt({ run, outcome: "failed", advice: adviseOn(error, run), interrupted: "finish" });
  const closing = closingOfRefusal(run, verdict, clock.now());
  const held = await writeStep(store, closing, { before: run, verdict, step });
  const event = announceStep((await store.findRun(run.id)) ?? run, { step, verdict, held });
  if (event) events.emit(event);
}

/** Its own rules stand in the module that does not load. */
function adviseOn({ code, exitCode }: ErrandError, { failures }: Run): Advice {
  if (!mayLoadLater(code)) return { kind: "never", note: "" };
  const chance = { failures: failures + 1, random: Math.random() };
  return adviseByPolicy(USUAL_RETRIES, { exitCode, names: [] }, chance);
}
