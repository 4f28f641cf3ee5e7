import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepHeapSmall } from "../../src/worker/heap.ts";
import { createEventBus } from "../../src/core/events.ts";
import { Scheduler } from "../../src/scheduler/scheduler.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { NOON, schedule } from "../store/build.ts";
import { createInstantClock } from "../../src/testing/instant-clock.ts";

/*
 * Lives so many days of so many schedules on a clock of its own, in a process of its own, and prints the resident
 * memory at the end of each day, in MB, as JSON. The ledger is a file, as in life: what it holds is on the disk.
 */
const [schedules = 0, days = 0] = process.argv.slice(2).map(Number);
const DAY = 86_400_000;
const ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

keepHeapSmall();
const dir = mkdtempSync(join(tmpdir(), "errand-bench-"));
const store = openStore({ file: join(dir, "errand.db"), now: NOON });
try {
  await register(store);
  process.stdout.write(JSON.stringify(await live(store)));
} finally {
  store.close();
  rmSync(dir, { recursive: true });
}

/** Each with an expression or a zone of its own: an hour of the day apart, and of every sort. */
async function register(store: Store): Promise<void> {
  for (let index = 0; index < schedules; index += 1) {
    const id = `task-${index}`;
    const expression = `${index % 60} */${1 + (index % 4)} * * *`;
    const timezone = ZONES[index % ZONES.length] ?? "UTC";
    const rule = { kind: "cron", expression } as const;
    await store.addSchedule(
      { ...schedule({ id, command: id, overlapKey: id, overlap: "allow" }), rule, timezone },
      NOON,
    );
  }
}

async function live(store: Store): Promise<number[]> {
  let now = NOON;
  const clock = createInstantClock(() => now);
  const facts = { environment: "bench", host: "bench", actor: "bench" };
  const scheduler = new Scheduler({ store, clock, events: createEventBus(), ...facts });
  const resident: number[] = [];
  while (resident.length < days) {
    const { next } = await scheduler.tick();
    const end = NOON + (resident.length + 1) * DAY;
    if (next !== null && next <= end) now = next;
    else {
      now = end;
      resident.push(process.memoryUsage.rss() / 1024 ** 2);
    }
  }
  return resident;
}
