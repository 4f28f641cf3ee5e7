import { DatabaseSync } from "node:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { Client } from "../../src/client/shape.ts";
import { defineCommand } from "../../src/command/define.ts";
import { CommandError } from "../../src/core/errors.ts";
import { RetryError, snooze } from "../../src/core/retry-error.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";
import type { TestClientOptions } from "../../src/testing/test-client-options.ts";

const START = "2026-11-23T08:00:00.000Z";
const at = (ms: number | null): string => new Date(ms ?? NaN).toISOString().slice(11, 19);

const notify = defineCommand({
  summary: "Notify",
  args: z.object({
    essayId: z.int(),
    at: z.date().optional(),
    key: z.string().optional().meta({ secret: true, env: "MAIL_KEY" }),
  }),
  async run({ args, log, attempt }) {
    log.info(`notifying of ${args.essayId}`);
    process.stdout.write(`with ${args.key ?? "no key"}\n`);
    return { essayId: args.essayId, attempt, isDate: args.at instanceof Date };
  },
});

/** Fails as often as it is told, then succeeds. */
function failing(times: number, make: () => Error = () => new Error("no network"), options = {}) {
  let failures = 0;
  return defineCommand({
    summary: "Fail",
    ...options,
    run({ attempt }) {
      failures += 1;
      if (failures <= times) throw make();
      return { attempt };
    },
  });
}

function open(commands: TestClientOptions["commands"], options: Partial<TestClientOptions> = {}): TestClient {
  const client = testClient({ commands, now: START, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** When each attempt started. */
async function starts(client: TestClient, runId: string): Promise<string[]> {
  return (await client.attempts(runId)).map(({ startedAt }) => at(startedAt));
}

describe("a test client", () => {
  it("keeps what is enqueued until it is drained, and gives the runs as they stand then", async () => {
    const client = open({ notify });
    const { runId, kind } = await client.enqueue(notify, { essayId: 7 });
    expect(kind).toBe("queued");
    expect(await client.enqueued(notify)).toMatchObject([
      { id: runId, state: "queued", args: { essayId: 7 } },
    ]);
    const [run] = await client.drain();
    expect(run).toMatchObject({ id: runId, state: "succeeded", result: { essayId: 7, attempt: 1 } });
    expect(run).toMatchObject({ trigger: "queue", queue: "default", actor: "test" });
    expect(await client.enqueued()).toEqual([]);
    expect((await client.output(runId)).stdout).toBe("with no key\n");
    expect((await client.output(runId)).log).toContain("notifying of 7");
  });

  it("stands in for createClient: a handler takes either", async () => {
    const publish = async (errand: Client, id: number) =>
      errand.enqueue(notify, { essayId: id }, { delay: "1m" });
    const client = open({ notify });
    const { runId } = await publish(client, 9);
    expect((await client.wait(runId)).state).toBe("succeeded");
    expect((await client.find(runId))?.result).toMatchObject({ essayId: 9 });
  });

  it("validates what is enqueued, with every problem at once", async () => {
    const client = open({ notify });
    await expect(client.enqueue(notify, { essayId: "x" } as never)).rejects.toThrow(/--essay-id/);
    await expect(client.enqueue(notify, { essayId: 1, at: () => 1 } as never)).rejects.toThrow(
      /at is function/,
    );
    await expect(client.enqueue(notify, { essayId: 1 }, { delay: "soon" })).rejects.toThrow(
      /delay "soon" must be/,
    );
    expect(await client.runs()).toEqual([]);
  });

  it("sends args through JSON and back: a date arrives as a date, a secret comes from the environment", async () => {
    const client = open({ notify }, { env: { MAIL_KEY: "hunter2" } });
    const { runId } = await client.enqueue(notify, { essayId: 1, at: new Date(0) });
    const [run] = await client.drain();
    expect(run!.args).toEqual({ essayId: 1, at: "1970-01-01T00:00:00.000Z" });
    expect(run!.result).toMatchObject({ isDate: true });
    expect((await client.output(runId)).stdout).toBe("with [secret]\n");
  });

  it.each([
    ["a value that does not fit any more", z.object({ essayId: z.int().min(10) })],
    ["an arg that left the schema", z.object({ at: z.date().optional() })],
  ])("refuses args that a command takes no more, without another attempt: %s", async (_, schema) => {
    const picky = defineCommand(notify);
    const client = open({ picky });
    await client.enqueue("picky", { essayId: 1 });
    Object.assign(picky, { args: schema });
    const [run] = await client.drain();
    expect(run).toMatchObject({ state: "failed", exitCode: 2, error: { name: "invalid_args" } });
    expect(await client.attempts(run!.id)).toHaveLength(1);
  });

  it("knows no command that it was not given", async () => {
    const client = open({ notify });
    await expect(client.enqueue(failing(0))).rejects.toThrow(
      'the test client does not know the command "Fail"; it was given notify: testClient({ commands: { name: definition } })',
    );
    await expect(client.assertEnqueued("nofity")).rejects.toThrow(/does not know the command "nofity"/);
  });

  it("refuses a definition with a fault", () => {
    expect(() => open({ bad: { ...notify, rate: "often" } as never })).toThrow(
      /command "bad": .*rate "often"/,
    );
  });
});

describe("time in a test client", () => {
  it("moves through delays to each run at its own time", async () => {
    const client = open({ notify });
    await client.enqueue(notify, { essayId: 1 }, { delay: "2h" });
    await client.enqueue(notify, { essayId: 2 }, { runAt: "2026-11-23T09:00:00Z" });
    const runs = await client.drain();
    expect(runs.map(({ args, startedAt }) => [args["essayId"], at(startedAt)])).toEqual([
      [2, "09:00:00"],
      [1, "10:00:00"],
    ]);
    expect(at(client.clock.now())).toBe("10:00:00");
  });

  it("stops at an instant when it is told, and shows it", async () => {
    const client = open({ notify });
    await client.enqueue(notify, { essayId: 1 }, { delay: "1h" });
    await client.enqueue(notify, { essayId: 2 }, { delay: "2h" });
    expect(await client.drain({ until: "2026-11-23T09:30:00Z" })).toHaveLength(1);
    expect(at(client.clock.now())).toBe("09:30:00");
    expect(await client.drain({ until: client.clock.now() })).toEqual([]);
    expect(await client.drain()).toHaveLength(1);
  });

  it("goes through the backoffs of a command, each as long as its jitter lets it be", async () => {
    const client = open({ shaky: failing(2) });
    const { runId } = await client.enqueue("shaky");
    const [run, ...others] = await client.drain();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: "succeeded", failures: 2, result: { attempt: 3 } });
    expect(await starts(client, runId)).toEqual(["08:00:00", "08:00:10", "08:00:30"]);
  });

  it("gives up after its attempts", async () => {
    const client = open({
      shaky: failing(9, undefined, { attempts: 2, backoff: { kind: "fixed", base: "1m" } }),
    });
    const { runId } = await client.enqueue("shaky");
    await client.drain();
    expect(await client.failures()).toMatchObject([{ id: runId, state: "failed", failures: 2 }]);
    expect(await starts(client, runId)).toEqual(["08:00:00", "08:01:00"]);
  });

  it("takes the attempts of the config", async () => {
    const client = open({ shaky: failing(9) }, { config: { attempts: 1 } });
    const { runId } = await client.enqueue("shaky");
    await client.drain();
    expect(await client.attempts(runId)).toHaveLength(1);
    await expect(open({ notify }, { config: { attempts: 0 } }).drain()).rejects.toThrow(/attempts 0 must be/);
  });

  it("heeds what an error says of another attempt: its class, a time, a snooze", async () => {
    class Refused extends CommandError {}
    const client = open({
      refused: failing(9, () => new Refused("no"), { abortOn: Refused }),
      later: failing(1, () => new RetryError("busy", { after: "90s" })),
      asleep: failing(1, () => snooze("1h")),
    });
    const ids = [];
    for (const name of ["refused", "later", "asleep"]) ids.push((await client.enqueue(name)).runId);
    await client.drain();
    expect(await Promise.all(ids.map((id) => starts(client, id)))).toEqual([
      ["08:00:00"],
      ["08:00:00", "08:01:30"],
      ["08:00:00", "09:00:00"],
    ]);
  });

  it("keeps to rates", async () => {
    const client = open({ notify: defineCommand({ ...notify, rate: "2/1m" }) });
    await client.enqueueMany([1, 2, 3, 4, 5].map((essayId) => ({ command: "notify", args: { essayId } })));
    const runs = await client.drain();
    expect(runs.map(({ startedAt }) => at(startedAt))).toEqual([
      "08:00:00",
      "08:00:00",
      "08:01:00",
      "08:01:00",
      "08:02:00",
    ]);
  });

  it("lets a limit run out when the test moves time", async () => {
    const slow = defineCommand({
      summary: "Wait",
      timeout: "5m",
      attempts: 1,
      run: ({ signal }) =>
        new Promise<{ part: true }>((resolve) =>
          signal.addEventListener("abort", () => resolve({ part: true })),
        ),
    });
    const client = open({ slow });
    const { runId } = await client.enqueue(slow);
    const drained = client.drain();
    while (client.clock.sleepers < 2) await new Promise((resolve) => setImmediate(resolve));
    await client.clock.advance(300_000);
    expect(await drained).toMatchObject([{ id: runId, state: "timed_out", result: { part: true } }]);
  });

  it("ends where work makes work for ever", async () => {
    const again = defineCommand({
      summary: "Again",
      async run({ enqueue }) {
        await enqueue("again");
      },
    });
    const client = open({ again });
    await client.enqueue(again);
    await expect(client.drain({ most: 20 })).rejects.toThrow(
      /^drain\(\) lived 20 attempts .* of "again" next/,
    );
  });
});

describe("eager mode", () => {
  it("lives what is enqueued before enqueue resolves, retries and all", async () => {
    const client = open({ shaky: failing(2) }, { eager: true });
    const { runId } = await client.enqueue("shaky", {}, { delay: "1h" });
    expect(await client.find(runId)).toMatchObject({ state: "succeeded", attempt: 3 });
  });

  it("lives what a command enqueues after it, as its child", async () => {
    const order: string[] = [];
    const child = defineCommand({ summary: "Child", run: () => void order.push("child") });
    const parent = defineCommand({
      summary: "Parent",
      async run({ enqueue }) {
        await enqueue(child);
        order.push("parent");
      },
    });
    const client = open({ parent, child }, { eager: true });
    const { runId } = await client.enqueue(parent);
    expect(order).toEqual(["parent", "child"]);
    expect(await client.runs(child)).toMatchObject([{ parentId: runId, state: "succeeded" }]);
  });

  it("does the same for what a command enqueues by the application's client", async () => {
    const child = defineCommand({ summary: "Child", run: () => undefined });
    const parent = defineCommand({
      summary: "Parent",
      async run() {
        await client.enqueue(child);
      },
    });
    const client = open({ parent, child }, { eager: true });
    await client.enqueue(parent);
    expect(await client.runs(child)).toMatchObject([{ state: "succeeded" }]);
  });

  it("does not let a run wait for what can only come after it", async () => {
    const child = defineCommand({ summary: "Child", run: () => undefined });
    const parent = defineCommand({
      summary: "Parent",
      attempts: 1,
      async run() {
        await client.wait((await client.enqueue(child)).runId);
      },
    });
    const client = open({ parent, child }, { throwErrors: true });
    await client.enqueue(parent);
    await expect(client.drain()).rejects.toThrow(/cannot wait for other runs/);
  });
});

describe("errors in a test client", () => {
  it("stand on the row, unless they are asked for", async () => {
    const client = open({ shaky: failing(9) });
    await client.enqueue("shaky");
    expect(await client.drain()).toMatchObject([{ state: "failed", error: { message: "no network" } }]);
  });

  it("are thrown as they were, when the run has failed for good", async () => {
    const error = new TypeError("no such thing");
    const client = open({ shaky: failing(9, () => error) });
    const { runId } = await client.enqueue("shaky");
    await expect(client.drain({ throwErrors: true })).rejects.toBe(error);
    expect(await client.attempts(runId)).toHaveLength(3);
  });

  it("are thrown out of enqueue in eager mode", async () => {
    const error = new TypeError("no such thing");
    const client = open({ shaky: failing(9, () => error) }, { eager: true, throwErrors: true });
    await expect(client.enqueue("shaky")).rejects.toBe(error);
  });

  it("are not thrown for what a retry healed", async () => {
    const client = open({ shaky: failing(1) }, { eager: true, throwErrors: true });
    expect((await client.enqueue("shaky")).kind).toBe("queued");
  });
});

describe("what was enqueued", () => {
  it("is asserted by command and by some of its args, whatever became of it", async () => {
    const client = open({ notify, other: failing(0) });
    await client.enqueue(notify, { essayId: 7, at: new Date(0) });
    await client.assertEnqueued(notify, { essayId: 7 });
    await client.assertEnqueued(notify, { at: new Date(0) });
    await client.drain();
    await client.assertEnqueued("notify");
    await client.assertEnqueued(notify, { essayId: 7 }, { times: 1 });
    await client.assertNotEnqueued(notify, { essayId: 8 });
    await client.assertNotEnqueued("other");
  });

  it("is listed where an assertion fails", async () => {
    const client = open({ notify, other: failing(0) });
    await expect(client.assertEnqueued(notify)).rejects.toThrow(
      'no run of "notify" was enqueued; nothing was enqueued',
    );
    await client.enqueue("other");
    await client.enqueue(notify, { essayId: 7 });
    await expect(client.assertEnqueued(notify, { essayId: 8 })).rejects.toMatchObject({
      name: "AssertionError",
      message:
        'no run of "notify" was enqueued with {"essayId":8}; enqueued were:\n  other {} (queued)\n  notify {"essayId":7} (queued)',
      actual: [{ essayId: 7 }],
      expected: [{ essayId: 8 }],
    });
    await expect(client.assertNotEnqueued(notify, { essayId: 7 })).rejects.toThrow(
      /^1 run of "notify" was enqueued with \{"essayId":7\}; enqueued were:/,
    );
    await expect(client.assertEnqueued(notify, {}, { times: 2 })).rejects.toThrow(
      /^1 run, not 2, of "notify"/,
    );
  });

  it("is one run for one dedupe key, and none that a person ran", async () => {
    const client = open({ notify });
    const first = await client.enqueue(notify, { essayId: 1 }, { dedupeKey: "one" });
    const second = await client.enqueue(notify, { essayId: 2 }, { dedupeKey: "one" });
    expect(second).toEqual({ runId: first.runId, kind: "deduplicated" });
    const { store, clock } = client;
    await runCommand(notify, { essayId: 3 }, { store, clock, name: "notify" });
    await client.assertNotEnqueued(notify, { essayId: 3 });
    expect(await client.runs(notify)).toHaveLength(2);
  });

  it("is cancelled before it starts", async () => {
    const client = open({ notify });
    const { runId } = await client.enqueue(notify, { essayId: 1 });
    expect(await client.cancel(runId)).toMatchObject({ state: "cancelled" });
    expect(await client.drain()).toEqual([]);
  });

  it("is waited for as long as the test says", async () => {
    const client = open({ notify });
    const { runId } = await client.enqueue(notify, { essayId: 1 }, { delay: "1h" });
    await expect(client.wait(runId, { timeout: "30m" })).rejects.toMatchObject({ code: "run_not_over" });
    expect(await client.wait(runId, { timeout: "31m" })).toMatchObject({ state: "succeeded" });
  });
});

describe("within an application's transaction", () => {
  it("is there when that is committed, and else it is not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "errand-test-client-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "app.db");
    const client = open({ notify }, { database: file });
    using database = new DatabaseSync(file);
    const publish = async (end: "commit" | "rollback", essayId: number): Promise<void> => {
      database.exec("begin");
      await client.within(database).enqueue(notify, { essayId });
      database.exec(end);
    };
    await publish("rollback", 1);
    await publish("commit", 2);
    expect((await client.drain()).map(({ args }) => args["essayId"])).toEqual([2]);
  });

  it("needs the file", async () => {
    using database = new DatabaseSync(":memory:");
    const client = open({ notify });
    await expect(client.within(database).enqueue(notify, { essayId: 1 })).rejects.toThrow(
      "within() needs a ledger in a file: testClient({ database: FILE, … })",
    );
  });
});
