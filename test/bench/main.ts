import { benchMemory } from "./memory.ts";
import { benchLanes } from "./lanes.ts";
import { benchQueue } from "./queue.ts";
import { benchPeer } from "./peer.ts";
import { benchReads } from "./reads.ts";
import { benchRows } from "./rows.ts";
import { benchScheduler } from "./scheduler.ts";
import { benchStart } from "./start.ts";
import { benchTicks } from "./ticks.ts";
import type { Measurement } from "./measure.ts";

/*
 * Every figure of the design's table, each against its limit measured in the same run. `--small` keeps the code
 * from rotting without taking CI's time; its figures mean little and fail nothing.
 */
const small = process.argv.includes("--small");

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
const SMALL_LANES = { inline: 500, pool: 500, process: 5, pickUps: 5, idleMs: 500 };
const WHOLE_LANES = { inline: 100_000, pool: 50_000, process: 100, pickUps: 200, idleMs: 10_000 };

const measurements: Measurement[] = [
  ...benchStart({ runs: small ? 3 : 40 }),
  ...(await benchRows({ runs: small ? 50 : 3_000 })),
  ...(await benchQueue(small ? SMALL_QUEUE : WHOLE_QUEUE)),
  ...(await benchLanes(small ? SMALL_LANES : WHOLE_LANES)),
  ...(await benchPeer({ jobs: small ? 2_000 : 50_000 })),
  ...(await benchReads({ rows: small ? 2_000 : 1_000_000 })),
  ...(await benchTicks({ ticks: small ? 2_000 : 1_000_000 })),
  ...(await benchScheduler(small ? SMALL_SCHEDULER : WHOLE_SCHEDULER)),
  ...benchMemory(small ? { schedules: 50, days: 4 } : { schedules: 1_000, days: 20 }),
];

for (const { name, bar, figure, met } of measurements) {
  process.stdout.write(`${met ? "met   " : "MISSED"}  ${name}: ${figure}; bar ${bar}\n`);
}
if (!small && measurements.some(({ met }) => !met)) process.exitCode = 1;
