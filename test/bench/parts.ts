import { benchMemory } from "./memory.ts";
import { benchLanes } from "./lanes.ts";
import { benchOutput } from "./output.ts";
import { benchPeer } from "./peer.ts";
import { benchQueue } from "./queue.ts";
import { benchReads } from "./reads.ts";
import { benchRows } from "./rows.ts";
import { benchScheduler } from "./scheduler.ts";
import { benchStart } from "./start.ts";
import { benchTicks } from "./ticks.ts";
import type { Measurement } from "./measure.ts";

/** Measures one after the other: each is told as soon as it is known. */
type Measurements = Iterable<Measurement> | AsyncIterable<Measurement>;

export interface Part {
  /** What it measures, in half a line. */
  summary: string;
  measure: (small: boolean) => Measurements;
}

const SMALL_SCHEDULER = {
  ticks: { schedules: 100, seconds: 1 },
  idle: { schedules: 200, watchMs: 500 },
  starts: 2,
};
const WHOLE_SCHEDULER = {
  ticks: { schedules: 1_000, seconds: 20 },
  idle: { schedules: 100_000, watchMs: 20_000 },
  starts: 20,
};

const SMALL_QUEUE = { single: 50, bulk: 2_000, waiting: 2_000 };
const WHOLE_QUEUE = { single: 3_000, bulk: 100_000, waiting: 1_000_000 };
const SMALL_LANES = {
  inline: 500,
  pool: 500,
  process: 5,
  pickUps: 5,
  calm: { pickUps: 1, ms: 100 },
  idleMs: 500,
};
const WHOLE_LANES = {
  inline: 100_000,
  pool: 50_000,
  process: 100,
  pickUps: 200,
  calm: { pickUps: 20, ms: 2_500 },
  idleMs: 20_000,
};

/** In the order in which they are measured. */
export const PARTS: Readonly<Record<string, Part>> = {
  start: {
    summary: "what a call costs beside a Node that does nothing",
    measure: (small) => benchStart({ runs: small ? 3 : 40 }),
  },
  rows: {
    summary: "runs begun and finished, one by one",
    measure: (small) => benchRows({ runs: small ? 50 : 3_000 }),
  },
  queue: {
    summary: "enqueues and claims, without a worker",
    measure: (small) => benchQueue(small ? SMALL_QUEUE : WHOLE_QUEUE),
  },
  lanes: {
    summary: "a whole worker: its rates, its pick-up, what it costs when idle",
    measure: (small) => benchLanes(small ? SMALL_LANES : WHOLE_LANES),
  },
  peer: {
    summary: "plainjob, another queue on SQLite, beside errand",
    measure: (small) => benchPeer({ jobs: small ? 2_000 : 50_000 }),
  },
  reads: {
    summary: "every read of a million runs",
    measure: (small) => benchReads({ rows: small ? 2_000 : 1_000_000 }),
  },
  ticks: {
    summary: "settling a thousand ticks, and every read of a million",
    measure: (small) => benchTicks({ ticks: small ? 2_000 : 1_000_000 }),
  },
  scheduler: {
    summary: "a crowd of ticks, 100,000 idle schedules, the start of a run",
    measure: (small) => benchScheduler(small ? SMALL_SCHEDULER : WHOLE_SCHEDULER),
  },
  output: {
    summary: "1 GB of a program's output, and what memory it takes",
    measure: (small) => benchOutput({ bytes: (small ? 16 : 1_024) * 1024 * 1024, runs: small ? 1 : 3 }),
  },
  memory: {
    summary: "20 simulated days of 1,000 schedules",
    measure: (small) => benchMemory(small ? { schedules: 50, days: 4 } : { schedules: 1_000, days: 20 }),
  },
};
