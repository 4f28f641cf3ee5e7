import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, it } from "vitest";
import { closing, finishedAs, NOON, startRequest, started } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const live = () => started(project().store, { now: NOON + 50_000 });

/** Waits until the verb waits for the owner's answer. */
async function asked(calling: Promise<unknown>): Promise<void> {
  void calling;
  while (project().clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
}

const audit = (): unknown[] => {
  const database = new DatabaseSync(join(project().dir, ".errand/errand.db"));
  const rows = database.prepare("select action, target, note from audit where action = 'cancel'").all();
  database.close();
  return rows.map((row) => ({ ...row }));
};

it("says so when the run is over, after how long, and leaves a word in the audit", async () => {
  const { store, clock } = project();
  const run = await live();
  const calling = project().call("cancel", run.id);
  await asked(calling);
  expect(await store.findRun(run.id)).toMatchObject({ state: "running", cancelRequestedAt: NOON + 60_000 });
  await clock.advance(270);
  await store.finish(closing(run, { outcome: "cancelled", exitCode: 143 }));
  await clock.advance(50);
  expect(await calling).toEqual({
    code: 0,
    stdout: `run ${run.id} of essays:check is cancelled after 300ms\n`,
    stderr: "",
  });
  expect(audit()).toEqual([{ action: "cancel", target: run.id, note: "essays:check" }]);
});

it("ends a run that waits for a lock", async () => {
  await live();
  const { run } = await project().store.begin(startRequest({ now: NOON + 50_000, policy: "wait", pid: 101 }));
  expect(await project().json("cancel", run.id)).toMatchObject({
    v: 1,
    run: { id: run.id, state: "cancelled", exitCode: 143 },
  });
});

it.each(["succeeded", "failed", "lost", "cancelled"] as const)(
  "refuses a run that has %s",
  async (outcome) => {
    const run = await finishedAs(project().store, outcome);
    const { code, stdout, stderr } = await project().call("cancel", "last");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      new RegExp(`run ${run.id} of essays:check is over already: ${outcome} \\(exit \\d\\)\\.`),
    );
    expect(stderr).toContain("Next: errand show");
    expect(audit()).toEqual([]);
  },
);

it("does not boast of a run that ended by itself meanwhile", async () => {
  const run = await live();
  const calling = project().json("cancel", run.id);
  await asked(calling);
  await project().store.finish(closing(run));
  await project().clock.advance(50);
  expect(await calling).toMatchObject({
    error: {
      code: "not_cancellable",
      message: expect.stringContaining("is over already: succeeded (exit 0)"),
    },
  });
});

it("admits that an owner on another host has not answered; its wish stays on the row", async () => {
  const { store, clock } = project();
  const run = await live();
  const calling = project().call("cancel", run.id);
  await asked(calling);
  await clock.advance(12_000);
  const { code, stdout, stderr } = await calling;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/has not answered for 12s: pid 100 on web-1 cannot be reached from here/);
  expect(await store.findRun(run.id)).toMatchObject({ state: "running", cancelRequestedAt: NOON + 60_000 });
});

it("asks for a run to cancel", async () => {
  expect(await project().call("cancel")).toMatchObject({ code: 2, stdout: "" });
  expect((await project().json("cancel", "0123456789")).error).toMatchObject({ code: "unknown_run" });
});
