import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import {
  due,
  enqueued,
  finished,
  finishedAs,
  NOON,
  register,
  schedule,
  settle,
  startRequest,
  started,
} from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const DAY = 86_400_000;
/** Of a run that nobody watches. */
const CRON = { trigger: "crontab" } as const;

const failures = async () => (await project().json("status")).failures;

describe("status, for people", () => {
  it("is calm when nothing happened", async () => {
    const { code, stdout, stderr } = await project().call("status");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^nothing is running\n\nlast 24 hours {2}nothing ran\nledger {9}.*errand\.db, 0 runs, .* KiB\nNext: {10}errand history\n$/,
    );
  });

  it.each([
    [60, 60],
    [undefined, 400],
  ])("cuts an error that is longer than a terminal of %o columns", async (columns, most) => {
    const error = { name: "Error", message: `no luck ${"x".repeat(5_000)}`, stack: null };
    await finished(project().store, {}, { outcome: "failed", exitCode: 1, error });
    const { stdout } = await project().callWith(columns === undefined ? {} : { columns }, "status");
    const line = stripVTControlCharacters(stdout)
      .split("\n")
      .find((one) => one.includes("no luck x"));
    expect(line).toHaveLength(most);
    expect(line?.endsWith("x…")).toBe(true);
  });

  it("says of none that waits for its turn that it waits behind one of its command", async () => {
    const { store } = project();
    await started(store, { now: NOON + 50_000 });
    await enqueued(store, { policy: "allow" });
    const { stdout } = await project().call("status");
    expect(stdout).toMatch(/waiting\n {2}\S+ {2}essays:check, asked for .*in queue default\n/);
    expect(stdout).not.toContain("behind");
  });

  it("tells what runs, for how long, how far and where, and what waits behind what", async () => {
    const { store } = project();
    const now = NOON + 50_000;
    const running = await started(store, { now });
    const progress = { done: 3, total: 9, note: "sending" };
    await store.heartbeat({ runId: running.id, attempt: 1 }, { leaseUntil: NOON + 90_000, progress });
    await store.begin(startRequest({ now: now + 1_000, policy: "wait", pid: 101 }));
    const { stdout } = await project().call("status");
    expect(stdout).toContain(
      `running\n  ${shortId(running.id)}  essays:check for 10s, 3/9 sending, pid 100 on web-1\n`,
    );
    expect(stdout).toMatch(/waiting\n {2}\S+ {2}essays:check, asked for 9s ago, behind "essays:check"\n/);
    expect(stdout).toMatch(/last 24 hours {2}1 queued, 1 running\n/);
    expect(stdout).toContain(`Next:          errand logs -f ${shortId(running.id)}\n`);
  });

  it("names nobody before one that nobody is before", async () => {
    const { store } = project();
    await register(store, [schedule()]);
    await settle(store, { from: NOON, to: NOON + 1, ticks: [due(NOON + 1)] });
    const { stdout } = await project().call("status");
    expect(stdout).toMatch(/waiting\n {2}\S+ {2}essays:check, asked for 59s ago, in queue default\n/);
  });

  it("tells which commands are broken, and which were", async () => {
    const { store } = project();
    await finishedAs(store, "failed", { ...CRON, command: "backup" });
    const error = { name: "Error", message: "no disk", stack: null };
    const wish = { ...CRON, command: "backup", now: NOON + 1 };
    const last = await finished(store, wish, { outcome: "failed", error });
    await finishedAs(store, "lost", { ...CRON, command: "import" });
    await finished(store, { command: "import", now: NOON + 2 });
    await finishedAs(store, "failed", { command: "watched" });
    const { stdout } = await project().call("status");
    expect(stdout).toContain(
      `open failures, until they succeed or somebody closes them\n  ${shortId(last.id)}  backup failed 58s ago (2 times within a day): no disk\n`,
    );
    expect(stdout).toMatch(
      /failed within a day, and seen to\n {2}\S+ {2}import lost 59s ago\n {2}\S+ {2}watched failed 59s ago\n/,
    );
    expect(stdout).toContain(`Next:          errand show ${shortId(last.id)}\n`);
  });

  it("shows twenty live runs, and how to see the others", async () => {
    for (let run = 0; run < 22; run += 1) await started(project().store, { now: NOON + 50_000 });
    const { stdout } = await project().call("status");
    expect(stdout.match(/for 10s/g)).toHaveLength(20);
    expect(stdout).toContain("\n  and 2 more: errand history --state running\n");
  });
});

describe("a failure", () => {
  it.each([
    ["a success", { outcome: "succeeded" }, false],
    ["a dry run that succeeds", { outcome: "succeeded", dryRun: true }, true],
    ["a cancelled run", { outcome: "cancelled" }, true],
    ["a success of another command", { outcome: "succeeded", command: "other" }, true],
  ] as const)("followed by %s", async (_, { outcome, ...wish }, open) => {
    await finishedAs(project().store, "failed", CRON);
    await finishedAs(project().store, outcome, { now: NOON + 1, ...wish });
    expect(await failures()).toMatchObject([{ command: "essays:check", open, lastDay: 1 }]);
    const { code } = await project().call("status", "--strict");
    expect(code).toBe(open ? 1 : 0);
  });

  it("followed by a run that is skipped or still runs is open", async () => {
    await finishedAs(project().store, "failed", CRON);
    await started(project().store, { now: NOON + 50_000 });
    await project().store.begin(startRequest({ now: NOON + 50_000, pid: 101 }));
    expect(await failures()).toMatchObject([{ open: true }]);
  });

  it("that a person watched is told of for a day, and is not open", async () => {
    await finishedAs(project().store, "failed");
    expect(await failures()).toMatchObject([{ command: "essays:check", open: false, lastDay: 1 }]);
    expect((await project().call("status", "--strict")).code).toBe(0);
  });

  it("is open until it is closed by hand", async () => {
    const { id } = await finishedAs(project().store, "failed", CRON);
    await project().call("dead", "ack", id);
    expect(await failures()).toMatchObject([{ open: false, lastDay: 1 }]);
  });

  it("of the day before yesterday is told of only while it is open", async () => {
    const now = NOON - 2 * DAY;
    await finishedAs(project().store, "failed", { ...CRON, command: "old-and-open", now });
    await finishedAs(project().store, "failed", { ...CRON, command: "old-and-mended", now });
    await finishedAs(project().store, "succeeded", { command: "old-and-mended", now: now + 1 });
    expect(await failures()).toMatchObject([{ command: "old-and-open", open: true, lastDay: 0 }]);
  });

  it("is counted no further than to a hundred", async () => {
    for (let run = 0; run < 103; run += 1) await finishedAs(project().store, "failed", { now: NOON + run });
    expect(await failures()).toMatchObject([{ lastDay: 100 }]);
    expect((await project().call("status")).stdout).toContain("(100 times or more within a day)");
  });
});

it("stands in JSON, and never says running of the dead", async () => {
  const dead = await started(project().store, CRON);
  const status = await project().json("status");
  expect(status).toMatchObject({
    v: 1,
    running: [],
    queued: [],
    failures: [{ command: "essays:check", open: true, lastDay: 1, last: { id: dead.id, state: "lost" } }],
    lastDay: { lost: 1, succeeded: 0 },
    ledger: { location: expect.stringMatching(/errand\.db$/), runs: 1, bytes: expect.any(Number) },
  });
});
