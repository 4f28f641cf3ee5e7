import { beforeEach, expect, it } from "vitest";
import type { Run } from "../../src/core/run.ts";
import { USUAL_RETRIES } from "../../src/core/retry.ts";
import { Child } from "../../src/runner/child.ts";
import type { ChildEnd } from "../../src/runner/child-words.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { FakeProcess } from "./fake-process.ts";

const config = {
  root: "/p",
  commands: "/p/commands",
  import: [],
  timeoutMs: null,
  killAfterMs: 1,
  database: ":memory:",
  attempts: 3,
  routes: [],
};
const run = { id: "r1", command: "backup" } as Run;
const READY = {
  type: "ready" as const,
  secrets: [],
  limits: { softMs: null, killAfterMs: 1 },
  memoryBytes: null,
  retry: USUAL_RETRIES,
};

let clock: ManualClock;
let fake: FakeProcess;
let child: Child;

beforeEach(() => {
  clock = manualClock();
  fake = new FakeProcess();
  child = new Child(fake.asChildProcess, { clock, config });
});

function prepare() {
  return child.prepare({ run, config, askWhen: false });
}

it("is warm when it says so, and never when it ends before", async () => {
  fake.say({ type: "warm" });
  fake.end({ code: 0 });
  expect(await child.warm).toBe(true);
  const broken = new FakeProcess();
  const other = new Child(broken.asChildProcess, { clock, config });
  broken.end({ code: 1 });
  expect(await other.warm).toBe(false);
});

it("hands on what the child answers, and leaves no timer behind when it ends", async () => {
  const answer = prepare();
  fake.say(READY);
  expect(await answer).toEqual(READY);
  fake.end({ code: 0 });
  await clock.advance(0);
  expect(clock.sleepers).toBe(0);
});

it("takes the end of the process for a refusal that tells how it ended", async () => {
  const answer = prepare();
  fake.end({ code: 4 });
  expect(await answer).toMatchObject({
    type: "refused",
    error: { code: "invalid_command", message: "backup ended its process (exit 4) while it was prepared" },
  });
});

it("ends a child that is not prepared in time, and says so", async () => {
  const answer = prepare();
  await clock.advance(20_000);
  expect(await answer).toMatchObject({
    type: "refused",
    error: { message: "backup did not come to an end in 20 s while it was prepared" },
  });
  expect(fake.signals).toEqual(["SIGKILL"]);
});

it("passes the name and the words of an abort on", () => {
  child.abort(new DOMException("the limit of 5 ms ran out", "TimeoutError"));
  expect(fake.heard.at(-1)).toEqual({
    type: "abort",
    name: "TimeoutError",
    message: "the limit of 5 ms ran out",
  });
});

it("sees a child off that does not leave after its last word", async () => {
  const over = { type: "over", startedProcesses: false } as ChildEnd;
  fake.say(over);
  await clock.advance(1_999);
  expect(fake.signals).toEqual([]);
  await clock.advance(1);
  expect(fake.signals).toEqual(["SIGKILL"]);
  expect(child.lastWord).toBe(over);
});

it("hears of progress", () => {
  const heard: unknown[] = [];
  child.onProgress = (progress) => heard.push(progress);
  fake.say({ type: "progress", progress: { done: 1, total: 2, note: null } });
  expect(heard).toEqual([{ done: 1, total: 2, note: null }]);
});
