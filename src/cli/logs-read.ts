import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import type { Store } from "../store/store.ts";
import type { Batch } from "./logs-lines.ts";

export interface Reading {
  run: Run;
  /** Which attempt; the last one when undefined, and when following, every one that comes after it. */
  attempt?: number | undefined;
  /** Go on until the run is over. */
  follow: boolean;
  /** Stops the reading; null when nobody will. */
  signal: AbortSignal | null;
}

export interface ReadHouse {
  store: Pick<Store, "findRun" | "readOutput">;
  clock: Clock;
  rescue: () => Promise<unknown>;
}

const PAGE_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 200;

/** Reads a run's output page by page. An empty batch says that all there is so far was handed out. */
export async function* readOutput(reading: Reading, house: ReadHouse): AsyncGenerator<Batch> {
  let attempt = reading.attempt ?? reading.run.attempt;
  for (let from = 0; !reading.signal?.aborted;) {
    // Its state first: what it wrote before its end is then read for certain.
    await house.rescue();
    const run = await house.store.findRun(reading.run.id);
    from = yield* readFrom(from, { attempt, reading, house });
    const next = reading.attempt ?? run?.attempt ?? attempt;
    if (next === attempt) {
      yield { attempt, chunks: [] };
      if (!reading.follow || !run || isFinal(run.state)) return;
      await house.clock.sleep(LOOK_EVERY_MS, reading.signal ? { signal: reading.signal } : {});
    } else {
      [attempt, from] = [next, 0];
    }
  }
}

/** What an attempt wrote from an offset on; returns the offset behind it. */
async function* readFrom(
  start: number,
  { attempt, reading, house }: { attempt: number; reading: Reading; house: ReadHouse },
): AsyncGenerator<Batch, number> {
  let from = start;
  while (!reading.signal?.aborted) {
    const chunks = await house.store.readOutput({ runId: reading.run.id, attempt }, from, PAGE_BYTES);
    const last = chunks.at(-1);
    if (!last) break;
    yield { attempt, chunks };
    from = last.offset + last.bytes.length;
  }
  return from;
}
