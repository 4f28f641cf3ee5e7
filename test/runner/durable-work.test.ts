import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { CommandContext } from "../../src/command/context.ts";
import { defineCommand } from "../../src/command/define.ts";
import type { JsonResult } from "../../src/core/json.ts";
import { ownIdentity, startOf } from "../../src/runner/process-identity.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { closing, NOON, reread, started, startRequest } from "../store/build.ts";

type Work = (context: CommandContext) => Promise<JsonResult>;

/** A command that does what a test says. */
function doing(work: Work, args = {}) {
  return runCommand(
    defineCommand({
      summary: "Work",
      args: z.object({
        token: z.string().optional().meta({ secret: true }),
        dryRun: z.boolean().default(false),
      }),
      overlap: "allow",
      run: (context) => work(context),
    }),
    args,
    { store, now: NOON },
  );
}

const store = openMemoryStore(0);

/** A secret that JSON and a URL spell in other ways. */
const SPELLED = 't0p/s3"cret';

describe("a step", () => {
  it("gives what its work returned, as JSON reads it back", async () => {
    const { result } = await doing(({ step }) =>
      step("count", async () => ({ found: 3, left: undefined }) as never),
    );
    expect(result).toEqual({ found: 3 });
  });

  it("may return nothing", async () => {
    const { result } = await doing(
      async ({ step }) => (await step("mail", (): JsonResult => undefined)) === undefined,
    );
    expect(result).toBe(true);
  });

  it("masks secrets in what it gives as in what it keeps", async () => {
    const secret = { token: "t0p-s3cret" };
    const { result, run } = await doing(({ step }) => step("call", () => ({ used: "t0p-s3cret" })), secret);
    expect(result).toEqual({ used: "[secret]" });
    expect(await store.steps(run.id)).toMatchObject([{ name: "call", result: { used: "[secret]" } }]);
  });

  it("whose work throws keeps nothing, and throws the same", async () => {
    const { run } = await doing(({ step }) =>
      step("call", () => {
        throw new RangeError("no line");
      }),
    );
    expect(run.error).toMatchObject({ name: "RangeError", message: "no line" });
    expect(await store.steps(run.id)).toEqual([]);
  });

  it("refuses a result that is no JSON, and names the place", async () => {
    const { run } = await doing(({ step }) => step("call", () => ({ at: [new Date(0)] }) as never));
    expect(run.error?.message).toBe(
      'step "call": result.at[0] is a Date instance: the result of a step must be JSON',
    );
  });

  it.each([
    [
      "one after the other",
      async (one: Work, context: CommandContext) => [await one(context), await one(context)],
    ],
    ["at once", (one: Work, context: CommandContext) => Promise.all([one(context), one(context)])],
  ])("refuses a name that was used already, %s", async (_, both) => {
    let done = 0;
    const { run } = await doing(async (context) => {
      await both(({ step }) => step("mail", () => (done += 1)), context);
      return null;
    });
    expect(run.error?.message).toBe(
      'step "mail" was used twice in one attempt: each piece of work needs a name of its own, such as "mail:2"',
    );
    expect(done).toBeLessThan(2);
  });

  it.each(["", 7, "x".repeat(257)])("refuses the name %j", async (name) => {
    const { run } = await doing(({ step }) => step(name as string, () => 1));
    expect(run.error?.message).toMatch(/^a step's name .+ must be text of 1 to 256 characters$/);
  });

  it.each([
    ["", undefined],
    ["a promise", Promise.resolve(1)],
    ["a value", "sent"],
  ])("needs a function, not %s", async (_, work) => {
    const { run } = await doing(({ step }) => step("mail", work as never));
    expect(run.error).toMatchObject({
      name: "TypeError",
      message: 'step "mail" needs a function for its work: step("mail", () => …)',
    });
    expect(await store.steps(run.id)).toEqual([]);
  });

  it("refuses a name that holds a secret, and does not say it", async () => {
    let begun = false;
    const { run } = await doing(({ step }) => step("call t0p-s3cret", () => (begun = true)), {
      token: "t0p-s3cret",
    });
    expect(run.error?.message).toBe(
      'a step\'s name "call [secret]" holds a secret, and names are kept as they are: use one without it, such as a hash of it',
    );
    expect({ begun, steps: await store.steps(run.id) }).toEqual({ begun: false, steps: [] });
  });

  it.each([
    ["in a URL", encodeURIComponent(SPELLED)],
    ["in JSON", JSON.stringify(SPELLED)],
  ])("refuses a name that holds a secret as it stands %s", async (_, spelled) => {
    const { run } = await doing(({ step }) => step(`call ${spelled}`, () => 1), { token: SPELLED });
    expect(run.error?.message).toMatch(/^a step's name "call .*\[secret\].*" holds a secret/);
    expect(await store.steps(run.id)).toEqual([]);
  });

  it("takes a name in which a very short secret stands by chance", async () => {
    const { result } = await doing(({ step }) => step("call", () => 1), { token: "c" });
    expect(result).toBe(1);
  });

  it("does not begin when the run is another's by then, nor keep what was done meanwhile", async () => {
    let begun = false;
    const takeAway = async ({ runId, attempt }: CommandContext) =>
      store.finish(closing({ id: runId, attempt }, { outcome: "lost" }));
    const { run } = await doing(async (context) => {
      const told = (error: Error): string => error.message;
      seen.push(await context.step("call", () => takeAway(context)).catch(told));
      seen.push(await context.step("next", () => (begun = true)).catch(told));
    });
    const seenOf = `run ${run.id} is not in the hands of attempt 1 any more`;
    expect(seen).toEqual([
      `the result of step "call" was not kept: ${seenOf}`,
      `step "next" was not begun: ${seenOf}`,
    ]);
    expect(begun).toBe(false);
  });
  const seen: unknown[] = [];
});

async function advanceUntil(end: Promise<unknown>, clock: ManualClock): Promise<void> {
  const over = new AbortController();
  void end.then(() => over.abort());
  while (!over.signal.aborted) {
    await clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("once", () => {
  it("does work once for all who ask, one after the other", async () => {
    let done = 0;
    const work: Work = ({ once }) => once("mail:1", { for: "30d" }, () => ({ sent: (done += 1) }));
    expect((await doing(work)).result).toEqual({ sent: 1 });
    expect((await doing(work)).result).toEqual({ sent: 1 });
  });

  it("waits for whoever is at it, and gets its result", async () => {
    const clock = manualClock(NOON);
    const asked = Promise.withResolvers<void>();
    const holder = await started(store, { command: "holder" });
    const ref = { runId: holder.id, attempt: 1 };
    await store.claimOnce(ref, "mail:2", NOON);
    const command = defineCommand({
      summary: "Wait",
      run({ once }) {
        asked.resolve();
        return once("mail:2", { for: "1h" }, () => "again");
      },
    });
    const waiting = runCommand(command, {}, { store, clock });
    await asked.promise;
    await store.keepOnce(ref, { key: "mail:2", result: "first", finishedAt: NOON, expiresAt: NOON + 1e6 });
    await advanceUntil(waiting, clock);
    expect((await waiting).result).toBe("first");
  });

  it("waits for none whose process was killed, though its lease runs on", async () => {
    const clock = manualClock(NOON);
    const sleeper = spawn("sleep", ["60"]);
    onTestFinished(() => void sleeper.kill("SIGKILL"));
    const pid = sleeper.pid!;
    const { run } = await store.begin({
      ...startRequest({ command: "killed" }),
      owner: { ...ownIdentity(), pid, startedAt: startOf(pid)! },
      leaseUntil: NOON + 30_000,
    });
    await store.claimOnce({ runId: run.id, attempt: 1 }, "mail:killed", NOON);
    const asked = Promise.withResolvers<void>();
    const command = defineCommand({
      summary: "Wait",
      run({ once }) {
        asked.resolve();
        return once("mail:killed", { for: "1h" }, () => clock.now() - NOON);
      },
    });
    const waiting = runCommand(command, {}, { store, clock });
    await asked.promise;
    const live = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 100) {
        await clock.advance(100);
        await setTimeout(20);
      }
    };
    await live(1_000);
    expect(await reread(store, run)).toMatchObject({ state: "running" });
    const gone = once(sleeper, "exit");
    sleeper.kill("SIGKILL");
    await gone;
    const over = new AbortController();
    void waiting.then(() => over.abort());
    while (!over.signal.aborted) await live(100);
    // What it left behind is looked for in real time, while this clock runs on.
    expect((await waiting).result).toBeLessThanOrEqual(15_000);
    expect(await reread(store, run)).toMatchObject({ state: "lost" });
  });

  it.each([false, true])(
    "refuses its own key within its work, which would wait for itself (dry: %s)",
    async (dryRun) => {
      const own: Work = ({ once, step }) =>
        once("mail:own", { for: "1h" }, () =>
          step("inner", () => once("mail:own", { for: "1h" }, () => "inner")),
        );
      expect((await doing(own, { dryRun })).run.error).toMatchObject({
        name: "TypeError",
        message:
          'once "mail:own" was called within its own work, and would wait for itself: give the inner work a key of its own, such as "mail:own:2"',
      });
      expect((await doing(({ once }) => once("mail:own", { for: "1h" }, () => "free"))).result).toBe("free");
    },
  );

  it("takes another key within its work, and its own beside and after it", async () => {
    const clock = manualClock(NOON);
    const command = defineCommand({
      summary: "Nest",
      async run({ once }) {
        const ask = (work: () => Promise<string> | string) => once("mail:5", { for: "1h" }, work);
        let late = Promise.resolve("");
        const inner = ask(() => {
          late = clock.sleep(500).then(() => ask(() => "late"));
          return once("mail:6", { for: "1h" }, () => "inner");
        });
        const both = await Promise.all([inner, ask(() => "beside")]);
        return [...both, await ask(() => "after"), await late];
      },
    });
    const nesting = runCommand(command, {}, { store, clock });
    await advanceUntil(nesting, clock);
    expect((await nesting).result).toEqual(["inner", "inner", "inner", "inner"]);
  });

  it("gives the key up when the work throws", async () => {
    const failing: Work = ({ once }) =>
      once("mail:3", { for: "30d" }, () => Promise.reject(new Error("no line")));
    expect((await doing(failing)).run.state).toBe("failed");
    expect((await doing(({ once }) => once("mail:3", { for: "30d" }, () => "sent"))).result).toBe("sent");
  });

  it("refuses a key that holds a secret", async () => {
    const secret = { token: "t0p-s3cret" };
    const { run } = await doing(({ once }) => once("k:t0p-s3cret", { for: "1d" }, () => 1), secret);
    expect(run.error?.message).toMatch(/^the key of once "k:\[secret\]" holds a secret/);
    const key = `k:${encodeURIComponent(SPELLED)}`;
    const spelled = await doing(({ once }) => once(key, { for: "1d" }, () => 1), { token: SPELLED });
    expect(spelled.run.error?.message).toBe(run.error?.message);
  });

  it("in a dry run does the work, and neither takes nor keeps the key", async () => {
    const work: Work = ({ once, dryRun }) => once("mail:4", { for: "30d" }, () => (dryRun ? "would" : "did"));
    expect((await doing(work, { dryRun: true })).result).toBe("would");
    expect((await doing(work)).result).toBe("did");
  });

  it.each([
    ["nothing more", [], "for undefined must be a duration such as 90s, 15m, 1h30m, 14d or 2w"],
    ["null", [null], "for undefined must be a duration such as 90s, 15m, 1h30m, 14d or 2w"],
    ["its work alone", [() => 1], "for undefined must be a duration such as 90s, 15m, 1h30m, 14d or 2w"],
    ["no work", [{ for: "1h" }], 'needs a function for its work: once("mail:7", { for: "1h" }, () => …)'],
  ])("refuses %s behind its key", async (_, rest, fault) => {
    const { run } = await doing(({ once }) =>
      (once as (...given: unknown[]) => Promise<null>)("mail:7", ...rest),
    );
    expect(run.error).toMatchObject({ name: "TypeError", message: expect.stringContaining(fault) });
    expect(run.error?.message).toMatch(/^once "mail:7"/);
  });

  it.each([
    ["", "30d", 'the key of once "" must be text of 1 to 256 characters'],
    ["mail", "a month", 'once "mail": for "a month" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    ["mail", "0s", 'once "mail": for "0s" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
  ])("refuses key %j for %j", async (key, period, message) => {
    const { run } = await doing(({ once }) => once(key, { for: period }, () => 1));
    expect(run.error).toMatchObject({ name: "TypeError", message });
  });
});
