import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { quote } from "../core/quote.ts";
import type { StepResult } from "../store/step-store.ts";
import { checkWork, lost, type StepHouse, type Steps } from "./steps.ts";

export interface OnceHouse extends StepHouse {
  clock: Clock;
  signal: AbortSignal;
  /** Closes the rows of owners that died; undefined where somebody near does so all the time. */
  rescue: (() => Promise<unknown>) | undefined;
  /** A dry run does nothing, so it takes no key and keeps none. */
  dryRun: boolean;
}

export interface OnceWish {
  key: string;
  /** How long the result counts: "30d". As it came from the command. */
  period: unknown;
  work: () => unknown;
}

const ASK_EVERY_MS = 100;
/** Its own lease would keep the key of a holder that was killed for half a minute. */
const RESCUE_EVERY_MS = 500;

/** Work that is done once across runs, as `CommandContext.once` says. */
export async function once(wish: OnceWish, steps: Steps, house: OnceHouse): Promise<StepResult> {
  const { key } = wish;
  steps.checkName(key, "the key of once");
  const periodMs = readPeriod(wish);
  checkWork(wish.work, `once ${quote(key)}`, `once(${quote(key)}, { for: ${quote(wish.period)} }, () => …)`);
  const work = outsideItself(wish, steps);
  if (house.dryRun) return steps.keepable(await work(), `once ${quote(key)}`);
  const kept = await awaitKey(key, house);
  if (kept) return kept.result;
  return doOnce({ ...wish, work, periodMs }, steps, house);
}

/** The pieces of work that the present code is part of, through every await. */
const within = new AsyncLocalStorage<readonly Piece[]>();

interface Piece {
  /** Of its attempt: many live in one process. */
  steps: Steps;
  key: string;
  isOver: boolean;
}

/** The work, which knows what it is part of: its own key would wait for its own end. */
function outsideItself({ key, work }: OnceWish, steps: Steps): OnceWish["work"] {
  const outer = within.getStore() ?? [];
  if (outer.some((one) => one.steps === steps && one.key === key && !one.isOver))
    throw new TypeError(
      `once ${quote(key)} was called within its own work, and would wait for itself: give the inner work a key of its own, such as ${quote(`${key}:2`)}`,
    );
  return async () => {
    const piece = { steps, key, isOver: false };
    try {
      return await within.run([...outer, piece], work);
    } finally {
      piece.isOver = true;
    }
  };
}

function readPeriod({ key, period }: OnceWish): number {
  const ms = typeof period === "string" ? parseDuration(period) : undefined;
  if (ms !== undefined && ms > 0) return ms;
  throw new TypeError(`once ${quote(key)}: for ${quote(period)} must be ${DURATION_HELP}`);
}

/** The result that is kept, or null when the key is ours. Whoever is at it is waited for. */
async function awaitKey(key: string, house: OnceHouse): Promise<{ result: StepResult } | null> {
  const { ref, store, clock, signal, rescue } = house;
  let rescuedAt = -Infinity;
  for (;;) {
    const place = await store.claimOnce(ref, key, clock.now());
    if (place.kind === "kept") return place;
    if (place.kind === "taken") return null;
    if (place.kind === "lost") throw lost(`once ${quote(key)} was not begun`, ref);
    if (rescue && clock.monotonic() - rescuedAt >= RESCUE_EVERY_MS) {
      await rescue();
      rescuedAt = clock.monotonic();
    }
    await clock.sleep(ASK_EVERY_MS, { signal });
    signal.throwIfAborted();
  }
}

async function doOnce(
  { key, work, periodMs }: OnceWish & { periodMs: number },
  steps: Steps,
  { ref, store, clock }: OnceHouse,
): Promise<StepResult> {
  let result: StepResult;
  try {
    result = steps.keepable(await work(), `once ${quote(key)}`);
  } catch (error) {
    // The next that wants it need not wait for the end of this attempt.
    await store.releaseOnce(ref, key);
    throw error;
  }
  const finishedAt = clock.now();
  if (await store.keepOnce(ref, { key, result, finishedAt, expiresAt: finishedAt + periodMs })) return result;
  throw lost(`the result of once ${quote(key)} was not kept`, ref);
}
