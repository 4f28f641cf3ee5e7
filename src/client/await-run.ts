import type { Clock } from "../core/clock.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import { checkOptionNames } from "../core/known-options.ts";
import { quote } from "../core/quote.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import type { Store } from "../store/store.ts";

export interface WaitOptions {
  /** A duration such as "30s". Default: for ever. */
  timeout?: string;
}

export interface WaitHouse {
  store: Pick<Store, "version">;
  clock: Clock;
  find: (id: string) => Promise<Run | undefined>;
}

/** How often the ledger's counter is looked at, in ms: that costs microseconds. */
const LOOK_EVERY_MS = 20;
/** How often the run is looked at though nothing was written, in ms: its owner may have died without a word. */
const ASK_EVERY_MS = 1_000;

/** Waits until a run is over, however it ended. @throws ErrandError run_not_over, unknown_run, usage. */
export async function awaitRun(id: string, options: WaitOptions, house: WaitHouse): Promise<Run> {
  const { clock, find } = house;
  const start = clock.monotonic();
  const { timeout, limit } = readLimit(options);
  for (;;) {
    const run = await find(id);
    if (!run) throw unknownRun(id);
    if (isFinal(run.state)) return run;
    const left = start + limit - clock.monotonic();
    if (left <= 0) throw notOver(run, timeout ?? "");
    await untilWritten(Math.min(left, ASK_EVERY_MS), house);
  }
}

export function unknownRun(id: string): ErrandError {
  return new ErrandError("unknown_run", `there is no run ${quote(id)}`, { next: "errand history" });
}

/** How long to wait: as it was written, and in ms. @throws ErrandError usage. */
export function readLimit(options: WaitOptions): { timeout: string | undefined; limit: number } {
  const { timeout } = checkOptionNames(options, "wait", { timeout: true });
  if (timeout === undefined) return { timeout, limit: Infinity };
  const limit = typeof timeout === "string" ? parseDuration(timeout) : undefined;
  if (limit !== undefined) return { timeout, limit };
  throw new ErrandError("usage", `wait: timeout ${quote(timeout)} must be ${DURATION_HELP}`);
}

export function notOver({ id, command, state }: Run, timeout: string): ErrandError {
  const message = `run ${id} of ${command} is still ${state} after ${timeout}`;
  return new ErrandError("run_not_over", message, { next: `errand show ${shortId(id)}` });
}

/** Until another process wrote to the ledger, or for `ms`. */
async function untilWritten(ms: number, { store, clock }: WaitHouse): Promise<void> {
  const [version, deadline] = [store.version(), clock.monotonic() + ms];
  while (store.version() === version && clock.monotonic() < deadline)
    await clock.sleep(Math.min(LOOK_EVERY_MS, deadline - clock.monotonic()));
}
