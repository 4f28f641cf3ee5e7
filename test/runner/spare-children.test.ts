import { beforeEach, expect, it } from "vitest";
import { Child } from "../../src/runner/child.ts";
import { SpareChildren } from "../../src/runner/spare-children.ts";
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
const never = new AbortController().signal;

let clock: ManualClock;
let forked: FakeProcess[];
let said: string[];
let fault: Error | null;

beforeEach(() => {
  clock = manualClock();
  forked = [];
  said = [];
  fault = null;
});

function make(spares = 1): SpareChildren {
  const fork = (): Child => {
    if (fault) throw fault;
    const fake = new FakeProcess();
    forked.push(fake);
    return new Child(fake.asChildProcess, { clock, config });
  };
  return new SpareChildren({ fork, clock, spares, onUnstartable: (why) => said.push(why) });
}

it("hands out the one that waits, and forks the next only when it is told to", async () => {
  const children = make();
  children.fill();
  forked[0]?.say({ type: "warm" });
  await children.take(never);
  expect(forked).toHaveLength(1);
  children.fill();
  expect(forked).toHaveLength(2);
});

it("forks on demand where none waits", async () => {
  const children = make(0);
  children.fill();
  expect(forked).toHaveLength(0);
  const taken = children.take(never);
  forked[0]?.say({ type: "warm" });
  expect(await taken).not.toBeNull();
});

it("never hands out one that died while it waited", async () => {
  const children = make();
  children.fill();
  forked[0]?.say({ type: "warm" });
  forked[0]?.end({ signal: "SIGKILL" });
  await clock.advance(0);
  const taken = children.take(never);
  forked[1]?.say({ type: "warm" });
  expect((await taken)?.isOver).toBe(false);
});

it("tries again, later and later, when none comes up, and says why once", async () => {
  const children = make(0);
  const taken = children.take(never);
  for (const waitMs of [500, 1_000, 2_000]) {
    forked.at(-1)?.end({ code: 1 });
    await clock.advance(waitMs - 1);
    const before = forked.length;
    await clock.advance(1);
    expect(forked.length).toBe(before + 1);
  }
  expect(said).toEqual(["exit 1"]);
  forked.at(-1)?.say({ type: "warm" });
  expect(await taken).not.toBeNull();
});

it("says it again when it broke anew", async () => {
  const children = make(0);
  fault = new Error("too many processes");
  const first = children.take(never);
  await clock.advance(0);
  fault = null;
  await clock.advance(500);
  forked[0]?.say({ type: "warm" });
  await first;
  fault = new Error("too many again");
  void children.take(never);
  await clock.advance(0);
  expect(said).toEqual(["too many processes", "too many again"]);
});

it("gives up when it is told to", async () => {
  const children = make(0);
  const stop = new AbortController();
  const taken = children.take(stop.signal);
  forked[0]?.end({ code: 1 });
  await clock.advance(0);
  stop.abort();
  expect(await taken).toBeNull();
});

it("ends those that wait at its close, and forks none ahead any more", async () => {
  const children = make(2);
  children.fill();
  await children.close();
  children.fill();
  expect(forked.map(({ signals }) => signals)).toEqual([["SIGKILL"], ["SIGKILL"]]);
});

it("replaces those that wait when what they loaded is out of date", async () => {
  const children = make();
  children.fill();
  children.renew();
  await clock.advance(0);
  expect(forked.map(({ signals }) => signals)).toEqual([["SIGKILL"], []]);
  const taken = children.take(never);
  forked[1]?.say({ type: "warm" });
  expect(await taken).not.toBeNull();
});
