import { afterAll, describe, expect, it } from "vitest";
import { rmSync } from "node:fs";
import { readConfig } from "../../../src/config.ts";
import type { RegisteredSchedule, Schedule } from "../../../src/core/schedule.ts";
import { loadSchedules } from "../../../src/scheduler/registry/load-schedules.ts";
import { command, makeProject } from "../../command/project.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const ROOT = makeProject({
  "commands/hourly.ts": command("x", 'schedule: { every: "1h", timezone: "UTC" },'),
  "commands/daily.ts": command("x", 'schedule: { cron: "0 8 * * *", timezone: "UTC" },'),
  "commands/wrong.ts": command("x", 'schedule: { every: "soon" , timezone: "BST" },'),
  "commands/broken.ts": 'throw new Error("at the top");',
});
afterAll(() => {
  rmSync(ROOT, { recursive: true });
});

/** What readers see when the ledger knows these. */
async function load(...states: RegisteredSchedule[]) {
  const config = await readConfig({ cwd: ROOT, env: {} });
  const store = { schedules: async () => states };
  return loadSchedules({ config, store, now: NOW });
}

/** As the ledger has a schedule. */
function known(schedule: Schedule, more: Partial<RegisteredSchedule> = {}): RegisteredSchedule {
  return { schedule, watermark: NOW, registeredAt: NOW, pause: null, removedAt: null, ...more };
}

async function written(id: string): Promise<Schedule> {
  const found = (await load()).registration.schedules.find((schedule) => schedule.id === id);
  if (!found) throw new Error(`${id} is not written`);
  return found;
}

const standings = ({ schedules }: Awaited<ReturnType<typeof load>>) =>
  schedules.map(({ schedule, standing, state }) => [schedule.id, standing, state !== null]);

describe("the view for readers", () => {
  it("shows what is written before anything was ever registered, and what is wrong", async () => {
    const loaded = await load();
    expect(standings(loaded)).toEqual([
      ["daily", "unregistered", false],
      ["hourly", "unregistered", false],
    ]);
    expect(loaded.faults.map(({ id }) => id)).toContain("wrong");
    expect(loaded.broken.map(({ name }) => name)).toEqual(["broken"]);
    expect(loaded.registration.unread.toSorted()).toEqual(["broken", "wrong"]);
  });

  it("tells what is registered as written from what was changed since", async () => {
    const [daily, hourly] = [await written("daily"), await written("hourly")];
    const loaded = await load(known(daily), known({ ...hourly, jitterMs: 5 }));
    expect(standings(loaded)).toEqual([
      ["daily", "registered", true],
      ["hourly", "changed", true],
    ]);
    expect(loaded.schedules[1]?.schedule.jitterMs).toBe(0);
  });

  it("keeps what cannot be read now, and puts at the end what is gone", async () => {
    const hourly = await written("hourly");
    const loaded = await load(
      known({ ...hourly, id: "a-gone", command: "gone" }),
      known({ ...hourly, id: "b-removed", command: "gone" }, { removedAt: NOW }),
      known({ ...hourly, id: "x-broken", command: "broken" }),
      known({ ...hourly, id: "wrong", command: "wrong" }),
    );
    expect(standings(loaded)).toEqual([
      ["daily", "unregistered", false],
      ["hourly", "unregistered", false],
      ["wrong", "kept", true],
      ["x-broken", "kept", true],
      ["a-gone", "removed", true],
      ["b-removed", "removed", true],
    ]);
  });

  it("takes one that was removed and is written again for a new one", async () => {
    const loaded = await load(known(await written("hourly"), { removedAt: NOW }));
    expect(standings(loaded)).toContainEqual(["hourly", "unregistered", false]);
  });

  it("shows dynamic ones, and refuses a written one that would take the id of one", async () => {
    const hourly = await written("hourly");
    const added = { source: "dynamic", place: "added by ada" } as const;
    const loaded = await load(known({ ...hourly, ...added }), known({ ...hourly, ...added, id: "own" }));
    expect(standings(loaded)).toEqual([
      ["daily", "unregistered", false],
      ["hourly", "registered", true],
      ["own", "registered", true],
    ]);
    expect(loaded.schedules[1]?.schedule.source).toBe("dynamic");
    expect(loaded.registration.schedules.map(({ id }) => id)).toEqual(["daily"]);
    expect(loaded.faults.map(({ message }) => message)).toContain(
      'commands/hourly.ts: schedule "hourly": id "hourly" is that of a schedule added by ada: errand schedule remove hourly, or give this one another',
    );
  });
});
