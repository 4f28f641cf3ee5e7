import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import { Connection } from "../../src/store/sqlite/connection.ts";
import { writeTick } from "../../src/store/sqlite/ticks.ts";
import type { Settlement } from "../../src/store/schedule-store.ts";
import type { Store } from "../../src/store/store.ts";
import { due, NOON, register, schedule } from "../store/build.ts";
import { median, milliseconds, timeCalls, type Measurement } from "./measure.ts";

const MINUTE = 60_000;
/** The design's bar for a thousand ticks due in one second; the rest of it is the scheduler's. */
const SETTLE_LIMIT_MS = 50;
const READ_LIMIT_MS = 100;
const SCHEDULES = 1_000;

/** What a tick costs the ledger: a thousand settled in one transaction, and every read of a million. */
export async function* benchTicks({ ticks }: { ticks: number }): AsyncGenerator<Measurement> {
  const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
  try {
    yield await benchSettle(join(dir, "settle.db"));
    yield* benchTickReads(join(dir, "reads.db"), ticks);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function benchSettle(file: string): Promise<Measurement> {
  const store = openStore({ file, now: NOON });
  const ids = Array.from({ length: SCHEDULES }, (_, index) => `task-${index}`);
  await register(
    store,
    ids.map((id) => schedule({ id, command: id })),
  );
  const times: number[] = [];
  for (let minute = 1; minute <= 15; minute += 1) {
    const settlements = ids.map((id) => settlementOf(id, minute));
    const start = performance.now();
    await store.settle(settlements, { host: "bench", now: NOON + minute * MINUTE });
    times.push(performance.now() - start);
  }
  store.close();
  const ms = median(times);
  return {
    name: `${SCHEDULES} due ticks settled in one transaction, a run each`,
    bar: `≤ ${SETTLE_LIMIT_MS} ms`,
    figure: milliseconds(ms),
    met: ms <= SETTLE_LIMIT_MS,
  };
}

/** Its key is free each time, so that each tick makes its run. */
function settlementOf(scheduleId: string, minute: number): Settlement {
  const [from, to] = [NOON + (minute - 1) * MINUTE, NOON + minute * MINUTE];
  return {
    scheduleId,
    from,
    to,
    ticks: [due(to, { scheduleId, command: scheduleId, key: `${scheduleId} ${minute}` })],
  };
}

async function* benchTickReads(file: string, count: number): AsyncGenerator<Measurement> {
  openStore({ file, now: NOON }).close();
  fillTicks(file, count);
  const store = openStore({ file, now: NOON });
  for (const [name, read] of Object.entries(readsOf(store, count))) {
    const ms = await timeCalls(7, read);
    const met = ms <= READ_LIMIT_MS;
    yield { name: `${name}, ${count} ticks`, bar: `≤ ${READ_LIMIT_MS} ms`, figure: milliseconds(ms), met };
  }
  store.close();
}

/** Every twentieth tick is of one busy schedule; a tenth was skipped, and no two for the same reason. */
function fillTicks(file: string, count: number): void {
  const connection = new Connection(file);
  connection.write(() => {
    for (let index = 0; index < count; index += 1) addTick(connection, index);
  });
  connection.close();
}

function addTick(connection: Connection, index: number): void {
  const scheduledFor = NOON + index * 1_000;
  const skipped = index % 10 === 0;
  writeTick(connection, {
    scheduleId: index % 20 < 2 ? "busy" : `task-${index % SCHEDULES}`,
    scheduledFor,
    through: scheduledFor,
    count: 1,
    verdict: skipped ? "skipped" : "run",
    reason: skipped ? `run ${index} waits already` : null,
    runId: skipped ? null : `run ${index}`,
    settledAt: scheduledFor,
  });
}

function readsOf(store: Store, count: number): Record<string, () => unknown> {
  const [scheduleId, middle, end] = ["busy", NOON + (count / 2) * 1_000, NOON + count * 1_000];
  return {
    "schedule list: the last tick of each": () => store.latestTicks(),
    "schedule why": () => store.ticks({ scheduleId, limit: 10 }),
    "schedule why --at": () => store.ticks({ scheduleId, since: middle, until: middle + 1, limit: 1 }),
    "ticks of a verdict that there is none of": () =>
      store.ticks({ scheduleId, verdicts: ["missed"], limit: 10 }),
    "history: what did not run, of a day": () => store.countUnrun({ since: end - 86_400_000, until: end }),
    "history: what did not run, of all time": () => store.countUnrun({ since: 0, until: end }),
  };
}
