import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { newId } from "../../src/core/ids.ts";
import type { Store } from "../../src/store/store.ts";
import { openStore } from "../../src/store/open.ts";
import { job, type JobWish } from "../store/worked.ts";
import { command, CrashProject, until, untilTouched } from "./harness.ts";
import { startDispatcher } from "./queue-runs.ts";

const QUICK = `backoff: { kind: "fixed", base: "10ms", jitter: false },`;

/** The ledger of a project, as an application would write into it. */
function ledgerOf(project: CrashProject): Store {
  const store = openStore({ file: project.path(".errand/errand.db"), now: Date.now() });
  onTestFinished(() => store.close());
  return store;
}

async function enqueue(project: CrashProject, wish: JobWish): Promise<string> {
  const asked = job({ id: newId(Date.now()), maxAttempts: 3, requestedAt: Date.now(), ...wish });
  await ledgerOf(project).enqueue([asked], { host: "web-1", now: Date.now() });
  return asked.run.id;
}

/** Works the queue in passes until the run is over: a pass does not wait for what is due later. */
async function workOff(project: CrashProject, id: string) {
  return until("the end of the run", async () => {
    await project.errand(["tick"]);
    const run = await project.show(id);
    return run.finishedAt === null ? false : run;
  });
}

it("tries a failure again, keeps each attempt, and gives it up into the inbox, whence it comes back with other args", async () => {
  const mail = `if (args.essay < 0) throw new Error("essay " + args.essay + " is gone"); return { sent: args.essay };`;
  const project = new CrashProject({
    "mail.ts": command(mail, `args: z.object({ essay: z.int() }), ${QUICK}`),
  });
  const id = await enqueue(project, { command: "mail", args: { essay: -1 } });
  expect(await workOff(project, id)).toMatchObject({
    state: "failed",
    error: { message: "essay -1 is gone" },
    attempts: [{ outcome: "failed" }, { outcome: "failed" }, { outcome: "failed" }],
  });
  expect((await project.errand(["status", "--strict"])).code).toBe(1);
  expect((await project.errand(["dead", "list"])).stdout).toMatch(/1 .* mail .* essay -1 is gone/);
  const retried = await project.errand(["dead", "retry", id, "--essay", "42"]);
  expect(retried).toMatchObject({ code: 0, stderr: "" });
  await project.errand(["tick"]);
  expect(await project.show()).toMatchObject({ state: "succeeded", trigger: "retry", result: { sent: 42 } });
  expect((await project.errand(["dead", "list"])).stderr).toContain("there are no dead letters");
  expect((await project.errand(["status", "--strict"])).code).toBe(0);
});

it("says of a run that waits for its next attempt when that is, and why", async () => {
  const project = new CrashProject({
    "mail.ts": command(`throw new Error("no route");`, `backoff: () => "1h",`),
  });
  const id = await enqueue(project, { command: "mail" });
  const { stderr } = await project.errand(["tick"]);
  expect(stderr).toContain("errand: mail failed (attempt 1 of 3), again in 1h: no route. Next: errand show");
  const run = await project.show(id);
  expect(run).toMatchObject({ state: "queued", attempts: [{ outcome: "failed" }] });
  expect(run.reason).toMatch(/^failed \(attempt 1 of 3\), again at 20.*Z: no route$/);
  expect((await project.errand(["show", id])).stdout).toMatch(
    /attempts\n {2}1 {2}failed after .*: no route\n/,
  );
});

it("heeds the class of an error, RetryError and snooze from the project's own copy of errand", async () => {
  const run = `
    class Refused extends Error {}
    if (args.how === "refused") throw new Refused("for good");
    if (args.how === "later") throw new (await import("errand")).RetryError("busy", { after: "3600" });
    (await import("errand")).snooze("2h", "no mail yet");`;
  const project = new CrashProject({
    "mail.ts": command(run, `args: z.object({ how: z.string() }), abortOn: "Refused",`),
  });
  const ids = [];
  for (const how of ["refused", "later", "snooze"])
    ids.push(await enqueue(project, { command: "mail", args: { how } }));
  await project.errand(["tick"]);
  const [refused, later, snoozed] = await Promise.all(ids.map((id) => project.show(id)));
  expect(refused).toMatchObject({ state: "failed", reason: "not tried again: abortOn matches it" });
  expect(later).toMatchObject({ state: "queued", failures: 1, attempts: [{ outcome: "failed" }] });
  expect(aheadOf(later)).toBeCloseTo(3_600_000, -5);
  expect(snoozed).toMatchObject({ state: "queued", failures: 0, attempts: [{ outcome: "snoozed" }] });
  expect(aheadOf(snoozed)).toBeCloseTo(7_200_000, -5);
});

function aheadOf(run: { runAfter?: string | null } | undefined): number {
  return Date.parse(run?.runAfter ?? "") - Date.now();
}

it("ends a run by hand that puts itself off as interrupted, with exit code 75", async () => {
  const project = new CrashProject({
    "mail.ts": command(`(await import("errand")).snooze("2h", "no mail yet");`),
  });
  const { code, stderr } = await project.errand(["run", "mail"]);
  expect(code).toBe(75);
  expect(stderr).toContain("it put itself off for 2h (no mail yet)");
  expect(await project.show()).toMatchObject({ state: "interrupted" });
});

it("goes by the static rules where the process died without a word", async () => {
  const project = new CrashProject({
    "exits.ts": command(
      `process.exit(Number(args.code));`,
      `args: z.object({ code: z.int() }), abortOn: 9, ${QUICK}`,
    ),
    "dies.ts": command(`process.kill(process.pid, "SIGKILL"); ${untilTouched("never")}`, QUICK),
  });
  const aborted = await enqueue(project, { command: "exits", args: { code: 9 } });
  expect(await workOff(project, aborted)).toMatchObject({
    state: "failed",
    attempts: [{ outcome: "failed" }],
  });
  const exits = await enqueue(project, { command: "exits", args: { code: 8 } });
  expect((await workOff(project, exits)).attempts).toHaveLength(3);
  const dies = await enqueue(project, { command: "dies" });
  expect(await workOff(project, dies)).toMatchObject({
    state: "failed",
    attempts: [{ signal: "SIGKILL" }, { signal: "SIGKILL" }, { signal: "SIGKILL" }],
  });
});

it("lets a command clean up when its time is out, and tries it again", async () => {
  const run = `
    try { await sleep(60_000, null, { signal }); }
    catch { if (signal.reason.name === "TimeoutError") writeFileSync("cleaned", signal.reason.name); throw signal.reason; }`;
  const more = `timeout: "300ms", killAfter: "20s", ${QUICK}`;
  const project = new CrashProject({ "slow.ts": command(run, more) });
  const id = await enqueue(project, { command: "slow", maxAttempts: 2 });
  expect(await workOff(project, id)).toMatchObject({
    state: "timed_out",
    attempts: [{ outcome: "timed_out" }, { outcome: "timed_out" }],
  });
  expect(project.read("cleaned")).toBe("TimeoutError");
});

it.each(["process", "pool", "inline"])(
  "does not repeat work that was done after its time was out: %s",
  async (isolation) => {
    const run = `
      await new Promise((stop) => signal.addEventListener("abort", stop));
      return { partial: true };`;
    const more = `timeout: "300ms", killAfter: "20s", isolation: "${isolation}", ${QUICK}`;
    const project = new CrashProject({ "partial.ts": command(run, more) });
    const id = await enqueue(project, { command: "partial", maxAttempts: 2 });
    expect(await workOff(project, id)).toMatchObject({
      state: "timed_out",
      reason: expect.stringMatching(
        /ran out; not tried again: its work was done, and its result would be the same$/,
      ),
      result: { partial: true },
      attempts: [{ outcome: "timed_out" }],
    });
  },
);

it("starts a run again whose worker was killed, and stops it as poison at the third time", async () => {
  const run = `writeFileSync("up-" + attempt, ""); ${untilTouched("never")}`;
  const project = new CrashProject({ "deadly.ts": command(run).replace("{ args,", "{ attempt, args,") });
  const id = await enqueue(project, { command: "deadly" });
  for (const attempt of [1, 2, 3]) {
    const worker = await startDispatcher(project);
    await until(`attempt ${attempt}`, () => project.has(`up-${attempt}`));
    worker.kill("SIGKILL");
    await worker.ended;
  }
  const dead = await project.show(id);
  expect(dead).toMatchObject({ state: "lost", failures: 0, losses: 3 });
  expect(dead.reason).toMatch(
    /^poison: its worker died 3 times over it; the last time, its process \d+ on .* is gone/,
  );
  expect(dead.attempts).toMatchObject([{ outcome: "lost" }, { outcome: "lost" }, { outcome: "lost" }]);
  expect((await project.errand(["dead", "list"])).stdout).toContain("poison");
});

it("keeps a run in the inbox whose args its command does not take any more, or whose command is gone", async () => {
  const project = new CrashProject({ "mail.ts": command("", "args: z.object({ essay: z.int() }),") });
  const wrong = await enqueue(project, { command: "mail", args: { essay: "one" } });
  const gone = await enqueue(project, { command: "gone" });
  await project.errand(["tick"]);
  expect(await project.show(wrong)).toMatchObject({ state: "failed", error: { name: "invalid_args" } });
  expect(await project.show(gone)).toMatchObject({ state: "failed", error: { name: "unknown_command" } });
  const groups = JSON.parse((await project.errand(["dead", "list", "--json"])).stdout) as {
    groups: unknown[];
  };
  expect(groups.groups).toHaveLength(2);
});

it.each(["process", "pool"] as const)(
  "tries a command again whose module does not load for a moment, in a child that had not (%s)",
  async (isolation) => {
    const project = new CrashProject({
      "_database.ts": `import { existsSync } from "node:fs";
if (!existsSync("up")) throw new Error("the database is away");
`,
      "mail.ts": `import "./_database.ts";
${command(`return "sent";`, `isolation: "${isolation}",`)}`,
    });
    writeFileSync(project.path("up"), "");
    const worker = project.start(["work"]);
    await worker.says("worker.started");
    rmSync(project.path("up"));
    const id = await enqueue(project, { command: "mail" });
    await worker.says("run.retrying");
    expect(await project.show(id)).toMatchObject({
      state: "queued",
      reason: expect.stringMatching(/^failed \(attempt 1 of 3\), again at .*the database is away/) as string,
    });
    writeFileSync(project.path("up"), "");
    const run = await until("the end of the run", async () => {
      const now = await project.show(id);
      return now.finishedAt === null ? false : now;
    });
    expect(run).toMatchObject({ state: "succeeded", result: "sent" });
    worker.kill("SIGTERM");
  },
);

it.each(["dead retry", "retry"])(
  "does no step again in a %s, though the environment adds to its args",
  async (verb) => {
    const project = new CrashProject({
      "mail.ts": command(
        `const sent = await step("mail", () => { writeFileSync("mails", "x", { flag: "a" }); return args.from; });
       if (!existsSync("up")) throw new Error("no route");
       return sent;`,
        `attempts: 1, args: z.object({ to: z.string(), from: z.string().default("us").meta({ env: "MAIL_FROM" }),
         key: z.string().optional().meta({ env: "MAIL_KEY", secret: true }) }),`,
      ).replace("{ args, log,", "{ args, step, log,"),
    });
    const env = { MAIL_FROM: "me", MAIL_KEY: "hunter22" };
    const id = await enqueue(project, { command: "mail", args: { to: "ada" }, maxAttempts: 1 });
    await project.errand(["tick"], { env });
    expect(await project.show(id)).toMatchObject({ state: "failed", args: { to: "ada" } });
    writeFileSync(project.path("up"), "");
    const words = verb.split(" ");
    expect(await project.errand([...words, id], { env: { ...env, MAIL_FROM: "you" } })).toMatchObject({
      code: 0,
    });
    await project.errand(["tick"], { env });
    expect(await project.show()).toMatchObject({ state: "succeeded", trigger: "retry", result: "me" });
    expect(readFileSync(project.path("mails"), "utf8")).toBe("x");
    // Changed by hand it is another piece of work.
    await project.errand(["retry", id, "--from", "them"], { env });
    expect(readFileSync(project.path("mails"), "utf8")).toBe("xx");
  },
);
