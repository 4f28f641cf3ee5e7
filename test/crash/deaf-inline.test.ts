import { expect, it } from "vitest";
import { command, CrashProject, said, until, untilTouched } from "./harness.ts";

/*
 * Inline runs live in the worker itself. Code of one that yields and heeds no end goes on until its worker ends: that
 * has to be soon, and no row may be closed before.
 */

/** Acts again and again, for ever. */
const deaf = (timeout: string): string =>
  command(
    `writeFileSync("acts", ""); for (;;) await sleep(10);`,
    `isolation: "inline", timeout: "${timeout}", killAfter: "100ms", attempts: 3,`,
  );
const COMMANDS = {
  "deaf.ts": deaf("300ms"),
  "patient.ts": deaf("1h"),
  "other.ts": command(`writeFileSync("began", ""); ${untilTouched("go")} return "whole";`),
  "next.ts": command(`return "elsewhere";`, `isolation: "inline",`),
};

async function enqueue(project: CrashProject, ...names: string[]): Promise<void> {
  for (const name of names) expect((await project.errand(["enqueue", name])).code).toBe(0);
}

const endedBy = (pid: number): string => `it did not stop in time: its worker (pid ${pid}) was ended with it`;

it.each(["work", "start"])(
  "keeps its row open until %s has let others end, and ends with exit 137",
  async (verb) => {
    const project = new CrashProject(COMMANDS);
    await enqueue(project, "other");
    const worker = project.start([verb, "--concurrency", "2"]);
    await until("the other run", () => project.has("began"));
    await enqueue(project, "deaf");
    await until("that it is deaf", () => worker.stdout.includes(`"event":"inline.deaf"`));
    await enqueue(project, "next");
    const [open] = await project.history("--command", "deaf");
    expect(open).toMatchObject({ state: "running", finishedAt: null });
    project.touch("go");
    expect(await worker.ended).toMatchObject({ code: 137, signal: null });
    expect(worker.stdout).toContain(
      "ending with exit 137 for code that goes on: waiting up to 30s for 1 run",
    );
    const [run] = await project.history("--command", "deaf");
    expect(run).toMatchObject({ state: "timed_out", exitCode: 137, failures: 1, losses: 0 });
    expect(run?.reason).toBe(
      `its limit of 300ms ran out; ${endedBy(worker.pid)}; not tried again: it would end the next worker too`,
    );
    expect(await project.history("--command", "other")).toMatchObject([
      { state: "succeeded", result: "whole" },
    ]);
    expect(await project.history("--command", "next")).toMatchObject([{ state: "queued", startedAt: null }]);
    expect((await project.errand(["work", "--drain"])).code).toBe(0);
    expect(await project.history("--command", "next")).toMatchObject([{ result: "elsewhere" }]);
  },
);

it("is cancelled with its worker when a person asks for that", async () => {
  const project = new CrashProject(COMMANDS);
  await enqueue(project, "patient");
  const worker = project.start(["work"]);
  await until("its code", () => project.has("acts"));
  expect((await project.errand(["cancel", "last"])).stdout).toContain("is cancelled");
  expect(await worker.ended).toMatchObject({ code: 137 });
  const { state, reason } = await project.show();
  expect(state).toBe("cancelled");
  expect(reason?.replace(/^cancelled by [^;]+; /, "")).toBe(endedBy(worker.pid));
});

it("is not yet cancelled while its worker lets others end, which the answer says", async () => {
  const project = new CrashProject(COMMANDS);
  await enqueue(project, "other", "patient");
  const worker = project.start(["work", "--concurrency", "2"]);
  await until("both", () => project.has("began") && project.has("acts"));
  const [run] = await project.history("--command", "patient");
  const cancel = await project.errand(["cancel", run!.id], { env: { ERRAND_KILL_AFTER: "100ms" } });
  expect(cancel.code).toBe(1);
  expect(cancel.stderr).toMatch(
    new RegExp(
      `has not answered for \\S+: pid ${worker.pid} on \\S+ still has it, and may let its other runs end first`,
    ),
  );
  project.touch("go");
  expect(await worker.ended).toMatchObject({ code: 137 });
  expect(await project.show(run!.id)).toMatchObject({ state: "cancelled" });
});

it("is queued again when its worker is told to stop, which leaves at once and well", async () => {
  const project = new CrashProject(COMMANDS);
  await enqueue(project, "patient");
  const worker = project.start(["work", "--grace", "100ms"]);
  await until("its code", () => project.has("acts"));
  worker.kill("SIGTERM");
  const ended = await worker.ended;
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(said(ended)).toEqual([]);
  expect(await project.show()).toMatchObject({
    state: "queued",
    failures: 0,
    reason: `interrupted: errand was told to stop; ${endedBy(worker.pid)}`,
  });
});

it("ends a single pass of tick too", async () => {
  const project = new CrashProject(COMMANDS);
  await enqueue(project, "deaf");
  const ended = await project.errand(["tick"]);
  expect(ended.code).toBe(137);
  expect(ended.stderr).toContain("deaf did not stop, and its code goes on: this worker");
  expect(await project.show()).toMatchObject({ state: "timed_out" });
});

it("lets the worker be where the code ends when the program that it waits for is ended", async () => {
  const project = new CrashProject({
    "waits.ts": command(
      `await exec("sh", ["-c", "trap '' TERM; while :; do sleep 0.1; done"]);`,
      `isolation: "inline", timeout: "300ms", killAfter: "100ms", attempts: 1,`,
    ),
  });
  await enqueue(project, "waits");
  expect((await project.errand(["work", "--drain"])).code).toBe(0);
  expect(await project.show()).toMatchObject({
    state: "timed_out",
    reason: "its limit of 300ms ran out; it did not stop and was ended by force",
  });
});
