import { setTimeout as sleep } from "node:timers/promises";
import { gzip } from "node:zlib";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/command/context.ts";
import { defineCommand } from "../../src/command/define.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";

type Work = (context: CommandContext) => Promise<void>;

let client: TestClient;
afterEach(() => client.close());

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
const gaveUp = async (signal: AbortSignal): Promise<void> => {
  await aborted(signal);
  throw new Error("gave up");
};
const forEver = (): Promise<void> => new Promise(() => undefined);

async function drained(work: Work, more: object = { timeout: "5m" }) {
  const waiting = defineCommand({ summary: "Wait", attempts: 1, ...more, run: work });
  client = testClient({ commands: { waiting } });
  await client.enqueue("waiting");
  const [run] = await client.drain();
  return { run, tookMs: run!.finishedAt! - run!.startedAt! };
}

describe("drain()", () => {
  it.each<[string, Work]>([
    ["waits for its signal", ({ signal }) => aborted(signal)],
    [
      "does something first",
      async ({ signal }) => {
        await sleep(150);
        await aborted(signal);
      },
    ],
    [
      "throws the reason",
      async ({ signal }) => {
        await aborted(signal);
        throw signal.reason;
      },
    ],
  ])("moves time to the limit of a command that %s", async (_, work) => {
    const { run, tookMs } = await drained(work);
    expect(run).toMatchObject({ state: "timed_out", exitCode: 124, reason: "its limit of 5m ran out" });
    expect(tookMs).toBe(300_000);
  });

  it.each<[string, Work, number]>([
    ["gives up at its signal", ({ signal }) => gaveUp(signal), 300_000],
    ["leaves by process.exit()", () => process.exit(75), 0],
  ])("moves it by the whole of each backoff of a command that %s", async (_, work, livedMs) => {
    const waiting = defineCommand({
      summary: "Wait",
      timeout: "5m",
      attempts: 2,
      backoff: { kind: "fixed", base: "1m" },
      run: work,
    });
    client = testClient({ commands: { waiting } });
    const begun = client.clock.now();
    await client.enqueue("waiting");
    expect(await client.drain()).toMatchObject([{ attempt: 2, failures: 2 }]);
    expect(client.clock.now() - begun).toBe(2 * livedMs + 60_000);
  });

  it("moves it by the grace of one that heeds nothing", async () => {
    const { run, tookMs } = await drained(({ signal }) => aborted(signal).then(forEver), {
      timeout: "5m",
      killAfter: "20s",
    });
    expect(run).toMatchObject({ state: "timed_out", exitCode: 137 });
    expect(tookMs).toBe(320_000);
  });

  it("moves it to the limit that every background run has", async () => {
    const { run, tookMs } = await drained(({ signal }) => aborted(signal), {});
    expect({ state: run?.state, tookMs }).toEqual({ state: "timed_out", tookMs: 3_600_000 });
  });

  it("moves it between the attempts too", async () => {
    const { run } = await drained(({ signal }) => gaveUp(signal), { timeout: "5m", attempts: 2 });
    expect(run).toMatchObject({ state: "timed_out", attempt: 2 });
  });

  it("has one that returns at its signal lived once: its work was done", async () => {
    const { run } = await drained(({ signal }) => aborted(signal), { timeout: "5m", attempts: 2 });
    expect(run).toMatchObject({ state: "timed_out", attempt: 1, failures: 1 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a timer", () => sleep(400)],
    ["other threads", () => promisify(gzip)(Buffer.alloc(60_000_000, "essay "), { level: 9 })],
  ])("leaves time where it is while a command that listens works by %s", async (_, work) => {
    const { run, tookMs } = await drained(async ({ signal }) => {
      void aborted(signal);
      await work();
    });
    expect({ state: run?.state, tookMs }).toEqual({ state: "succeeded", tookMs: 0 });
  });
});
