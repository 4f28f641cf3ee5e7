import { renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { openStore } from "../../src/store/open.ts";
import { command, CrashProject, until } from "./harness.ts";

const SECOND = 1_000;
/** How many schedulers are killed; a long run is told another number. */
const KILLS = Number(process.env["ERRAND_TEST_KILLS"] ?? 12);

const BRIEF = command("return 1;", 'schedule: { every: "1s", catchUp: "all" },');
const SLOW = command("await sleep(1_400); return 1;", 'schedule: { every: "1s", catchUp: "latest" },');

async function withLedger<Answer>(
  project: CrashProject,
  ask: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  const store = openStore({ file: project.path(".errand/errand.db"), now: Date.now() });
  try {
    return await ask(store);
  } finally {
    store.close();
  }
}

/** Every second from the registration to the watermark: once, in order, whoever settled it. */
async function expectEveryTickOnce(project: CrashProject, id: string): Promise<void> {
  await withLedger(project, async (store) => {
    const known = await store.findSchedule(id);
    const first = (Math.floor((known?.registeredAt ?? 0) / SECOND) + 1) * SECOND;
    const ticks = (await store.ticks({ scheduleId: id, limit: 100_000 })).toReversed();
    const instants = ticks.flatMap(({ scheduledFor, count }) =>
      Array.from({ length: count }, (_, index) => scheduledFor + index * SECOND),
    );
    expect(instants.length).toBeGreaterThan(3);
    expect(instants).toEqual(instants.map((_, index) => first + index * SECOND));
    expect(instants.at(-1)).toBe(known?.watermark);
    const { runs } = await store.listRuns({ scheduleId: id }, { limit: 100_000 });
    expect(new Set(runs.map(({ scheduledFor }) => scheduledFor)).size).toBe(runs.length);
    expect(runs.map((run) => run.id).toSorted()).toEqual(
      ticks.flatMap(({ runId }) => runId ?? []).toSorted(),
    );
  });
}

async function expectNothingLive(project: CrashProject): Promise<void> {
  await withLedger(project, async (store) => {
    const { running } = await store.countRuns({});
    expect({ running, open: await store.openAttempts() }).toEqual({ running: 0, open: [] });
  });
}

it(`accounts for every tick, however often its scheduler is killed (${KILLS} times)`, async () => {
  const project = new CrashProject({ "brief.ts": BRIEF, "slow.ts": SLOW });
  for (let kills = 0; kills < KILLS; kills += 1) {
    const scheduler = project.start(["start"]);
    // Not a wait for something: the moment itself is what differs.
    await sleep(250 + Math.random() * 1_500);
    scheduler.kill("SIGKILL");
    await scheduler.ended;
  }
  const last = project.start(["start"]);
  await last.says("run.finished");
  last.kill("SIGTERM");
  expect((await last.ended).code).toBe(0);
  await expectEveryTickOnce(project, "brief");
  await expectEveryTickOnce(project, "slow");
  await expectNothingLive(project);
}, 600_000);

it("fires each tick once, with three schedulers and a crontab line at it", async () => {
  const project = new CrashProject({ "brief.ts": BRIEF });
  const schedulers = [1, 2, 3].map(() => project.start(["start"]));
  await Promise.all(schedulers.map((scheduler) => scheduler.says("scheduler.started")));
  for (let minute = 0; minute < 4; minute += 1) {
    const { code, stderr } = await project.errand(["tick", "--cron"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  await until("five ticks", () =>
    withLedger(project, async (store) => (await store.ticks({ scheduleId: "brief", limit: 5 })).length === 5),
  );
  for (const scheduler of schedulers) scheduler.kill("SIGTERM");
  for (const scheduler of schedulers) expect((await scheduler.ended).code).toBe(0);
  await expectEveryTickOnce(project, "brief");
  await expectNothingLive(project);
});

it("takes up what was edited on SIGHUP, and keeps what stands when it does not load", async () => {
  const project = new CrashProject({ "brief.ts": command("return 1;", 'schedule: { cron: "0 0 1 1 *" },') });
  const scheduler = project.start(["start"]);
  await scheduler.says("scheduler.started");
  project.write("commands/brief.ts", "export default {");
  scheduler.kill("SIGHUP");
  await scheduler.says("schedule.faulty");
  project.write("commands/brief.ts", BRIEF);
  scheduler.kill("SIGHUP");
  await scheduler.says("run.finished");
  scheduler.kill("SIGTERM");
  await scheduler.ended;
  await withLedger(project, async (store) => {
    expect((await store.findSchedule("brief"))?.schedule.rule).toEqual({ kind: "every", ms: SECOND });
  });
});

it("watches the files when it is asked to", async () => {
  const project = new CrashProject({ "brief.ts": command("return 1;", 'schedule: { cron: "0 0 1 1 *" },') });
  const scheduler = project.start(["start", "--watch"]);
  await scheduler.says("scheduler.started");
  project.write("commands/brief.ts", BRIEF);
  await scheduler.says("run.finished");
  scheduler.kill("SIGTERM");
  expect((await scheduler.ended).code).toBe(0);
});

it("takes up every edit of a file, replaced or written in place, and says which cannot be", async () => {
  const yearly = (id: string): string =>
    command("return 1;", `schedule: { id: "${id}", cron: "0 0 1 1 *" },`);
  const project = new CrashProject({ "brief.ts": yearly("first") });
  const scheduler = project.start(["start", "--watch"]);
  await scheduler.says("scheduler.started");
  project.write("brief.new", yearly("second"));
  renameSync(project.path("brief.new"), project.path("commands/brief.ts"));
  await scheduler.says('"added":["second"]');
  project.write("commands/brief.ts", yearly("third"));
  await scheduler.says('"added":["third"]');
  project.write("commands/brief.ts", "export default {{{");
  await scheduler.says("commands/brief.ts does not load");
  scheduler.kill("SIGTERM");
  expect((await scheduler.ended).code).toBe(0);
});

it("lets running work end, unless it is told twice", async () => {
  const stubborn = command("await sleep(60_000);", 'schedule: { every: "1s", catchUp: "skip" },');
  const project = new CrashProject({ "stubborn.ts": stubborn });
  const scheduler = project.start(["start", "--grace", "60s"]);
  await scheduler.says("run.started");
  scheduler.kill("SIGTERM");
  await scheduler.says("scheduler.stopping");
  // Later than what npm and timeout pass on.
  await sleep(400);
  scheduler.kill("SIGTERM");
  expect((await scheduler.ended).code).toBe(0);
  expect((await project.history())[0]).toMatchObject({ state: "interrupted" });
});
