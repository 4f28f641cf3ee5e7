import { beforeEach, describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import type { NewMember } from "../../src/store/workflow-store.ts";
import { closing, finishedAs, NOON, owner, reread, started, startRequest } from "../store/build.ts";
import { idOf, member, resultOf } from "../store/workflows.ts";
import { useProject } from "./test-project.ts";

const project = useProject();

let report: NewMember;
let push: NewMember;
let [mail, post]: NewMember[] = [];
let callback: NewMember;

/** A report, its push, then two at once and what comes of both. */
beforeEach(async () => {
  report = member({ command: "report" });
  push = member({ command: "push", needs: [report], args: { file: resultOf(report, "file") } });
  mail = member({ command: "mail", needs: [push] });
  post = member({ command: "post", needs: [push] });
  callback = member({ command: "archive", needs: [mail, post] });
  const members = [report, push, mail, post, callback].map((one) => ({
    ...one,
    job: { ...one.job, workflowId: idOf(report) },
  }));
  await project().store.enqueueWorkflow(members, { host: "web-1", now: NOON });
});

async function live(one: NewMember, outcome: "succeeded" | "failed" | null, at = NOON + 2_000): Promise<Run> {
  const { store } = project();
  const claim = { owner: owner(100), leaseUntil: NOON + 900_000, now: at, limit: 1 };
  const [claimed] = await store.claim(claim);
  expect(claimed?.run.id).toBe(idOf(one));
  const { id, command } = claimed!.run;
  const request = startRequest({ id, command, policy: "allow", now: at });
  const { run } = await store.begin({ ...request, leaseUntil: NOON + 900_000 });
  if (outcome) await store.finish(closing(run, { outcome, finishedAt: NOON + 3_500 }));
  return reread(store, run);
}

const treeOf = async (word: string): Promise<string[]> => {
  const { stdout } = await project().call("show", word);
  const section = stdout.split("\n\n").find((text) => text.startsWith("workflow\n"));
  return section?.split("\n").slice(1) ?? [];
};

describe("show", () => {
  it("draws the tree of a workflow, with what became of each run", async () => {
    await live(report, "succeeded");
    await live(push, null, NOON + 4_000);
    expect(await treeOf(idOf(push))).toEqual([
      `  ✔ ${shortId(idOf(report))} report succeeded 1.5s`,
      `  └─ ● ${shortId(idOf(push))} push running 56s ← this run`,
      `     ├─ ○ ${shortId(idOf(mail!))} mail queued (waits)`,
      `     │  └─ ○ ${shortId(idOf(callback))} archive queued (after 2) (waits)`,
      `     └─ ○ ${shortId(idOf(post!))} post queued (waits)`,
    ]);
  });

  it("says where a stopped one goes on, and shows a retry in the place of what it repeats", async () => {
    const failed = await live(report, "failed");
    const { stdout } = await project().call("show", idOf(callback));
    expect(stdout).toContain(`stopped: run ${failed.id} of report failed`);
    const status = await project().call("status");
    expect(status.stdout).toContain(
      `archive, asked for 1m ago, in queue default, stopped: run ${failed.id} of report failed`,
    );
    expect(status.stdout).toContain("4 stopped by a failed run");
    expect(stdout).toContain(`Next: errand retry ${idOf(report)}   errand cancel --all ${idOf(callback)}\n`);
    const again = await started(project().store, {
      trigger: "retry",
      parentId: failed.id,
      command: "report",
      now: NOON + 59_000,
    });
    expect((await treeOf("last")).slice(0, 3)).toEqual([
      `  ✖ ${shortId(idOf(report))} report failed 1.5s`,
      `  └─ ● ${shortId(again.id)} report running 1s (retry) ← this run`,
      `     └─ ○ ${shortId(idOf(push))} push queued (waits)`,
    ]);
  });

  it("advises nobody to repeat one that succeeded", async () => {
    await live(report, "succeeded");
    const { stdout } = await project().call("show", idOf(report));
    expect(stdout).toContain(`Next: errand history --workflow ${idOf(report)}\n`);
    expect(stdout).not.toContain("retry");
  });

  it("lists it as JSON, and nothing where there is none", async () => {
    const { workflow } = (await project().json("show", idOf(push))) as unknown as { workflow: object[] };
    expect(workflow).toHaveLength(5);
    expect(workflow[1]).toMatchObject({
      id: idOf(push),
      command: "push",
      state: "queued",
      reason: `waits for run ${idOf(report)} of report`,
      parentId: idOf(report),
      needs: [{ runId: idOf(report), isMet: false }],
      durationMs: null,
    });
    const alone = await finishedAs(project().store, "succeeded");
    expect(await project().json("show", alone.id)).toMatchObject({ workflow: [] });
    expect(await treeOf(alone.id)).toEqual([]);
  });
});

describe("a run that started workflows", () => {
  /** Of a command that calls `start` twice, and `enqueue`. */
  async function starting() {
    const { store } = project();
    const starter = await started(store, { command: "site", now: NOON });
    const startedBy = (one: NewMember, needs: NewMember[], wish = {}): NewMember => {
      const parentId = needs[0] ? idOf(needs[0]) : starter.id;
      const { job } = one;
      const workflowId = needs[0] ? idOf(needs[0]) : idOf(one);
      return { ...one, job: { ...job, workflowId, run: { ...job.run, parentId } }, ...wish };
    };
    const [make, ship] = [member({ command: "make" }), member({ command: "last" })];
    const carry = member({ command: "carry", needs: [make] });
    const by = { host: "web-1", now: NOON };
    await store.enqueueWorkflow([startedBy(make, []), startedBy(carry, [make])], by);
    await store.enqueueWorkflow([startedBy(ship, [])], by);
    await store.finish(closing(starter));
    return { starter, make, ship };
  }

  it("shows their trees, and how they are looked at and ended", async () => {
    const { starter, make, ship } = await starting();
    const { stdout } = await project().call("show", starter.id);
    const words = (one: NewMember) => `errand show ${idOf(one)}   errand cancel --all ${idOf(one)}`;
    // Whether a short id names one run of a workflow goes by when they were made.
    const shown = stdout.replaceAll(/(○) [\da-f-]+/g, "$1");
    expect(shown).toContain(
      [
        `workflow that it started: ${words(make)}`,
        "  ○ make queued",
        "  └─ ○ carry queued (waits)",
        "",
        `workflow that it started: ${words(ship)}`,
        "  ○ last queued",
        "",
      ].join("\n"),
    );
    expect(stdout).not.toContain("runs that came of it");
    expect(await project().json("show", starter.id)).toMatchObject({
      startedWorkflows: [idOf(make), idOf(ship)],
    });
  });

  it("is told by cancel --all which of them to name", async () => {
    const { starter, make, ship } = await starting();
    const { code, stderr } = await project().call("cancel", "--all", starter.id);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `errand: run ${starter.id} is of no workflow: it started 2 that live, each of which is ended by its run. Next: errand cancel --all ${idOf(make)}   errand cancel --all ${idOf(ship)}\n`,
    );
    expect((await project().call("cancel", "--all", idOf(make))).code).toBe(0);
    expect((await project().call("cancel", "--all", starter.id)).stderr).toContain(
      `it started 1 that lives, which is ended by its run. Next: errand cancel --all ${idOf(ship)}\n`,
    );
  });
});

describe("history --workflow", () => {
  it.each([() => idOf(report), () => idOf(push), () => "last"])(
    "finds all runs of a workflow",
    async (word) => {
      const { runs } = await project().json("history", "--workflow", word());
      expect(runs.map(({ command }) => command)).toEqual(["archive", "post", "mail", "push", "report"]);
    },
  );

  it("refuses a run that is of none", async () => {
    const alone = await finishedAs(project().store, "succeeded");
    const { code, stderr } = await project().call("history", "--workflow", alone.id);
    expect(code).toBe(2);
    expect(stderr).toContain(`run ${alone.id} is of no workflow`);
  });
});

describe("cancel --all", () => {
  it("ends what waits and what runs, and leaves what is over", async () => {
    await live(report, "succeeded");
    const running = await live(push, null, NOON + 4_000);
    const calling = project().call("cancel", "--all", idOf(callback));
    while (project().clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await project().store.findRun(running.id)).toMatchObject({ cancelRequestedAt: NOON + 60_000 });
    await project().store.finish(closing(running, { outcome: "cancelled" }));
    await project().clock.advance(50);
    const { stdout, stderr, code } = await calling;
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: "",
      stdout: `4 of 4 live runs of workflow ${idOf(report)} are cancelled\n`,
    });
    const { runs } = await project().json("history", "--workflow", "last");
    expect(runs.map(({ state }) => state)).toEqual([...Array<string>(4).fill("cancelled"), "succeeded"]);
    const again = await project().call("cancel", "--all", idOf(callback));
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain(`every run of workflow ${idOf(report)} is over already`);
  });

  it("refuses a run that is of none", async () => {
    const alone = await finishedAs(project().store, "succeeded");
    const { code, stderr } = await project().call("cancel", "--all", alone.id);
    expect(code).toBe(2);
    expect(stderr).toContain(`run ${alone.id} is of no workflow, so --all has nothing to end`);
  });
});

describe("retry", () => {
  it("of a run that is queued still notes that both will run", async () => {
    const any = `import { defineCommand } from "${new URL("../../src/index.ts", import.meta.url).href}";\n`;
    project().write(
      "commands/report.mjs",
      `${any}export default defineCommand({ summary: "Any", run() {} });`,
    );
    const note = `run ${idOf(report)} of report is queued still, and will run besides this one. Next: errand cancel `;
    expect((await project().call("retry", idOf(report))).stderr).toContain(note);
    await live(report, "failed");
    const { code, stderr } = await project().call("retry", idOf(report));
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("of a run whose args still wait for a result names the run to retry", async () => {
    project().write("commands/push.mjs", `export { default } from "./_any.mjs";`);
    const any = `import { defineCommand } from "${new URL("../../src/index.ts", import.meta.url).href}";\n`;
    project().write("commands/_any.mjs", `${any}export default defineCommand({ summary: "Any", run() {} });`);
    await live(report, "failed");
    const { code, stderr } = await project().call("retry", idOf(push));
    expect(code).toBe(2);
    expect(stderr).toContain(`run ${idOf(push)} waits for the result of run ${idOf(report)}`);
    expect(stderr).toContain(`Next: errand retry ${idOf(report)}`);
  });
});
