import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import {
  beginClaimed,
  claims,
  closing,
  enqueued,
  finished,
  finishedAs,
  NOON,
  reread,
  started,
} from "../store/build.ts";
import { print, useProject } from "./test-project.ts";

const project = useProject();

/** What stands behind a label. */
async function facts(word: string): Promise<Record<string, string>> {
  const { stdout } = await project().call("show", word);
  const rows = stdout.split("\n\n")[0]!.split("\n");
  return Object.fromEntries(rows.map((row) => [row.slice(0, 11).trim(), row.slice(11)]));
}

describe("show, for people", () => {
  it("tells all about a run that failed", async () => {
    const { store } = project();
    const run = await started(store, { args: { stage: "review" }, tags: ["nightly"], dryRun: true });
    await print(store, run, ["stdout", "looking\n"], ["log", `{"level":40,"time":${NOON},"msg":"odd"}\n`]);
    const error = {
      name: "SmtpError",
      message: "no server",
      stack: "SmtpError: no server\n    at send (mail.ts:3:1)",
    };
    const usage = { cpuMs: 1_200, peakRss: 64 * 1024 * 1024 };
    await store.finish(closing(run, { outcome: "failed", exitCode: 1, error, ...usage }));
    expect(await facts(run.id)).toMatchObject({
      run: run.id,
      command: "essays:check (dry run)",
      state: "failed (exit 1)",
      error: "SmtpError: no server",
      args: '{"stage":"review"}',
      by: "ada (manual)",
      where: "pid 100 on web-1",
      asked: expect.stringMatching(/^2026-03-01 \d\d:00:00, 1m ago$/),
      finished: expect.stringMatching(/^2026-03-01 \d\d:00:01, after 1s$/),
      tags: "nightly",
      used: expect.stringMatching(/^1\.2s of CPU, 64MB of memory at the peak, \d+ B of output$/),
    });
    project().write("commands/essays/check.ts", "");
    const { stdout } = await project().call("show", "last");
    expect(stdout).toContain("\nSmtpError: no server\n    at send (mail.ts:3:1)\n");
    expect(stdout).toMatch(/last lines\n {2}looking\n {2}\d\d:\d\d:\d\d WARN {2}odd\n/);
    const id = shortId(run.id);
    expect(stdout.endsWith(`Next: errand logs ${id}   errand retry ${id}\n`)).toBe(true);
  });

  it("offers no retry of what is gone, and an editor where the args were refused", async () => {
    const { store } = project();
    const error = { name: "invalid_args", message: "--stage is required", stack: null };
    const gone = await finishedAs(store, "failed");
    const program = await finishedAs(store, "failed", { args: { program: "df", arguments: [] } });
    const next = async (id: string) =>
      (await project().call("show", id)).stdout.split("Next: ").at(-1)?.trim();
    expect(await next(gone.id)).toBe("errand history --command essays:check");
    expect(await next(program.id)).toBe(`errand retry ${shortId(program.id)}`);
    const { runId } = await enqueued(store, { maxAttempts: 1 });
    const [claimed] = await claims(store, NOON);
    const { run } = await beginClaimed(store, claimed!, NOON);
    await store.finish(closing(run, { outcome: "failed", exitCode: 2, error }));
    expect(await next(runId)).toBe(`errand dead discard ${shortId(runId)} --reason TEXT`);
    project().write("commands/essays/check.ts", "");
    expect(await next(runId)).toBe(`errand dead retry --edit ${shortId(runId)}`);
    expect(await next(gone.id)).toBe(`errand retry ${shortId(gone.id)}`);
  });

  it("carries the flags that named its ledger on to the next command", async () => {
    project().write("commands/essays/check.ts", "");
    const run = await finished(project().store);
    const { stdout } = await project().call("show", run.id, "--database", ".errand/errand.db");
    expect(stdout).toContain(`Next: errand retry --database .errand/errand.db ${shortId(run.id)}\n`);
    const { stderr } = await project().call("show", "0000", "--database", ".errand/errand.db");
    expect(stderr).toContain("Next: errand history --database .errand/errand.db\n");
  });

  it("tells how far a live run is, and how to watch and end it", async () => {
    const run = await started(project().store, { now: NOON + 50_000 });
    const beat = { leaseUntil: NOON + 90_000, progress: { done: 3, total: 9, note: null } };
    await project().store.heartbeat({ runId: run.id, attempt: 1 }, beat);
    await project().store.requestCancel(run.id, "grace", NOON);
    expect(await facts(run.id)).toMatchObject({
      state: "cancelling",
      progress: "3/9",
      "runs for": "10s",
      cancel: "asked for by grace",
    });
    const id = shortId(run.id);
    const { stdout } = await project().call("show", run.id);
    expect(stdout).toContain(`Next: errand logs -f ${id}   errand cancel ${id}\n`);
  });

  it("closes what the dead left open before it looks", async () => {
    const run = await started(project().store);
    expect(await facts(run.id)).toMatchObject({
      state: "lost",
      why: expect.stringContaining("lease ran out"),
    });
  });

  it("knows its relatives", async () => {
    const parent = await finishedAs(project().store, "failed");
    const child = await finished(project().store, {
      parentId: parent.id,
      trigger: "retry",
      now: NOON + 5_000,
    });
    expect(await facts(child.id)).toMatchObject({
      parent: `${parent.id}, essays:check failed`,
      by: "ada (retry)",
    });
    const { stdout } = await project().call("show", parent.id);
    expect(stdout).toContain(
      `runs that came of it\n  ${shortId(child.id)}  essays:check (retry) succeeded 55s ago\n`,
    );
  });

  it("says what a result, a schedule, a due time and a reason are", async () => {
    const run = await finished(
      project().store,
      { scheduleId: "nightly", scheduledFor: NOON - 500 },
      { result: { found: 3 }, reason: "by itself" },
    );
    expect(await facts(run.id)).toMatchObject({
      result: '{"found":3}',
      why: "by itself",
      due: expect.stringMatching(/^2026-03-01/),
      schedule: "nightly",
    });
  });

  it("shows the last ten lines, and of an endless one its beginning", async () => {
    const run = await started(project().store);
    const many = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join("");
    await print(project().store, run, ["stdout", many], ["stderr", "x".repeat(100_000)]);
    await project().store.finish(closing(run));
    const { stdout } = await project().call("show", run.id);
    const tail = /last lines\n([^]*?)\n\n/.exec(stdout)![1]!.split("\n");
    expect(tail).toHaveLength(10);
    expect(tail[0]).toBe("  line 21");
    expect(tail[9]).toBe(`  ${"x".repeat(400)}…`);
  });

  it("drives no terminal, whatever stands in a row", async () => {
    const evil = "\u001b]0;pwned\u0007\u009b2J\u202e";
    const error = { name: evil, message: evil, stack: `${evil}\n  at x` };
    const run = await started(project().store, {
      args: { a: evil },
      actor: evil,
      command: evil,
      tags: [evil],
    });
    await print(project().store, run, ["stdout", evil]);
    const end = { outcome: "failed", error, reason: evil, result: evil } as const;
    await project().store.finish(closing(run, end));
    for (const verb of ["show", "logs", "history", "status"]) {
      const { stdout, stderr } = await project().callWith({ columns: 80, env: { NO_COLOR: "1" } }, verb);
      expect(stdout + stderr, verb).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
  });

  it("cuts args that nobody would read to their end", async () => {
    const run = await finished(project().store, { args: { text: "y".repeat(50_000) } });
    expect((await facts(run.id))["args"]).toMatch(/^.{2000}… \(48\.8 KiB in all: see --json\)$/);
  });
});

it("shows of an attempt that failed what it threw, and what was odd about its rules", async () => {
  const { store } = project();
  const run = await started(store);
  const error = { name: "Error", message: "no route", stack: null };
  const reason = 'its backoff() said "soon", which is no duration, so it waits as usual';
  const end = closing(run, { outcome: "failed", error, reason });
  await store.requeue(end, { runAfter: end.finishedAt, reason: "failed (attempt 1 of 3)" });
  const { stdout } = await project().call("show", "last");
  expect(stdout).toMatch(
    /\n {2}1 {2}failed after 1s, pid 100 on web-1: no route; its backoff\(\) said "soon"/,
  );
});

describe("show --json", () => {
  it("gives the run with its attempts", async () => {
    const run = await started(project().store);
    await print(project().store, run, ["stdout", "12345"]);
    await project().store.finish(
      closing(run, { signal: "SIGKILL", outcome: "failed", exitCode: 137, cpuMs: 7 }),
    );
    expect(await project().json("show", "last")).toMatchObject({
      v: 1,
      run: {
        id: run.id,
        state: "failed",
        durationMs: 1_000,
        attempts: [
          {
            number: 1,
            outcome: "failed",
            host: "web-1",
            pid: 100,
            startedAt: "2026-03-01T12:00:00.000Z",
            finishedAt: "2026-03-01T12:00:01.000Z",
            exitCode: 137,
            signal: "SIGKILL",
            cpuMs: 7,
            peakRss: null,
            outputBytes: 5,
          },
        ],
      },
    });
    expect(await reread(project().store, run)).toMatchObject({ state: "failed" });
  });
});
