import { beforeEach, describe, expect, it } from "vitest";
import { readConfig, type Config } from "../../../src/config.ts";
import { createEventBus } from "../../../src/core/events.ts";
import { newId } from "../../../src/core/ids.ts";
import type { Run } from "../../../src/core/run.ts";
import { childConfigOf } from "../../../src/runner/child-words.ts";
import { PoolChild } from "../../../src/runner/pool/pool-child.ts";
import { PoolChildren } from "../../../src/runner/pool/pool-children.ts";
import { manualClock, type ManualClock } from "../../../src/testing/manual-clock.ts";
import type { LaneHouse } from "../../../src/worker/lanes/lane.ts";
import { Lanes } from "../../../src/worker/lanes/lanes.ts";
import { PoolLane } from "../../../src/worker/lanes/pool-lane.ts";
import { aRun } from "../../cli/a-run.ts";
import { NOON } from "../../store/build.ts";
import { PoolProcess } from "./pool-process.ts";

const MARK = "\0m ";

let clock: ManualClock;
let config: Config;
let forked: PoolProcess[];
let runs: Map<string, Run>;
let closed: string[];
let requeued: string[];
let returns: number;
let asked: AbortController;
let concurrency: number;
let lane: PoolLane;

beforeEach(async () => {
  clock = manualClock(NOON);
  config = { ...(await readConfig({ cwd: "/", env: {} })), pool: { size: 2, maxRuns: 1_000 } };
  [forked, runs, closed, requeued] = [[], new Map(), [], []];
  returns = 0;
  asked = new AbortController();
  concurrency = 8;
  lane = make();
});

function make(prepare: (child: PoolProcess) => void = () => undefined): PoolLane {
  const children = new PoolChildren({
    fork() {
      const fake = new PoolProcess();
      prepare(fake);
      forked.push(fake);
      const options = {
        clock,
        config: childConfigOf(config),
        mark: MARK,
        trail: null,
        onLeft: () => undefined,
        onStray: () => undefined,
      };
      return new PoolChild(fake.asChildProcess, options);
    },
    clock,
    size: () => config.pool.size,
    maxRuns: () => config.pool.maxRuns,
    stampOf: () => "1",
    onUnstartable: () => undefined,
  });
  const never = new AbortController().signal;
  const house = {
    ...{ clock, events: createEventBus(), config: () => config, store: ledger() },
    end: { stopping: never, asked: asked.signal, forced: never },
    signals: { listen: () => () => undefined },
    guardExit: () => ({ emptyLoop: new Promise<null>(() => undefined), stop: () => undefined }),
  };
  return new PoolLane(house as unknown as LaneHouse, children);
}

/** A ledger that takes every word, and tells what it was told. */
function ledger() {
  const close = async (id: string): Promise<boolean> => (closed.push(id), true);
  return {
    finishMany: async (all: { ref: { runId: string } }[]) =>
      all.map(({ ref }) => (closed.push(ref.runId), true)),
    finish: ({ ref }: { ref: { runId: string } }) => close(ref.runId),
    async requeueMany(all: { closing: { ref: { runId: string } } }[]) {
      returns += 1;
      return all.map(({ closing }) => (requeued.push(closing.ref.runId), true));
    },
    heartbeat: async () => ({ held: true, cancel: null }),
    version: () => 1,
    findRun: async (id: string) => runs.get(id),
  };
}

const free = (): number => concurrency - lane.busy;
const room = (command = "quick"): number => lane.room(command, free());

async function begin(count: number, command = "quick"): Promise<string[]> {
  const begun = Array.from({ length: count }, () =>
    aRun({ id: newId(clock.now()), command, state: "running", finishedAt: null }),
  );
  for (const run of begun) runs.set(run.id, run);
  void lane.live(begun, { life: hold, free });
  await calm();
  return begun.map(({ id }) => id);
}

function hold(life: Promise<unknown>): void {
  life.catch(() => undefined);
}

async function calm(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Its module is loaded in a child, and the lane has seen how long a run takes. */
async function learn(command = "quick", tookMs = 0.001): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await begin(1, command);
    forked[0]?.finish(1, tookMs);
    await calm();
  }
}

const inHand = (): string[][] => forked.map((child) => child.runs.map(({ id }) => id));

describe("a pool", () => {
  it("gives a child the next quick runs before it is done with those that it has, and no third share", async () => {
    await learn();
    expect(room()).toBe(1_000);
    const first = await begin(4);
    expect(inHand().map(({ length }) => length)).toEqual([2, 2]);
    expect(room()).toBe(1_000);
    const second = await begin(4);
    expect(inHand().flat().sort()).toEqual([...first, ...second].sort());
    expect(room()).toBe(0);
    forked[0]?.finish(2);
    await calm();
    expect(closed).toHaveLength(4);
    expect(room()).toBe(500);
  });

  it("lets nothing stand behind a command that is not quick", async () => {
    await learn();
    await learn("slow", 80);
    expect(room("slow")).toBe(2);
    await begin(2, "slow");
    expect([room(), room("slow")]).toEqual([0, 0]);
  });

  it("gives those behind a run that takes its time to another child", async () => {
    await learn();
    concurrency = 1;
    const [long = "", ...others] = await begin(3);
    expect(inHand()).toEqual([[long, ...others]]);
    await clock.advance(50);
    await calm();
    expect(inHand()).toEqual([[long]]);
    // No more may live at once than before.
    expect([lane.busy, forked.length]).toEqual([1, 1]);
    concurrency = 2;
    await clock.advance(20);
    await calm();
    expect(inHand()).toEqual([[long], others]);
    forked[1]?.finish(2);
    await calm();
    expect(closed).toEqual(expect.arrayContaining(others));
    expect(requeued).toEqual([]);
    // The other child's place, and none behind the long one.
    expect(room()).toBe(500);
    forked[0]?.finish(1);
    await calm();
    expect(closed).toHaveLength(5);
  });

  it("takes back those behind a run that keeps its child from all words, once it is known which has it", async () => {
    await learn();
    concurrency = 2;
    const [long = "", behind = "", other = ""] = await begin(3);
    const [stuck] = forked;
    if (!stuck) throw new Error("a child was forked");
    expect(stuck.runs.map(({ id }) => id)).toEqual([long, behind]);
    stuck.isStuck = true;
    forked[1]?.finish(1);
    await clock.advance(50);
    await calm();
    expect(inHand()[1]).toEqual([]);
    // Two were lived before.
    stuck.stand(2, MARK);
    await calm();
    await clock.advance(20);
    await calm();
    expect(inHand()[1]).toEqual([behind]);
    stuck.turn();
    await calm();
    expect(inHand()).toEqual([[long], [behind]]);
    stuck.finish(1);
    forked[1]?.finish(1);
    await calm();
    expect(closed.slice(2).sort()).toEqual([long, behind, other].sort());
  });

  it("gives back at once what a child had in hand that died, in both its shares, but for the run that it lived", async () => {
    await learn();
    concurrency = 1;
    const [lived = "", ...first] = await begin(3);
    const second = await begin(2);
    forked[0]?.die();
    await clock.advance(200);
    await calm();
    expect(requeued.sort()).toEqual([...first, ...second].sort());
    expect(returns).toBe(1);
    expect(closed.slice(2)).toEqual([lived]);
    expect(lane.busy).toBe(0);
  });

  it("gives back what waits for a child when the worker is told to end what runs", async () => {
    await learn();
    concurrency = 1;
    const [, ...others] = await begin(3);
    await clock.advance(50);
    await calm();
    asked.abort();
    await calm();
    expect(requeued).toEqual(others);
  });

  it("gives no child more runs than it may live", async () => {
    config = { ...config, pool: { size: 1, maxRuns: 5 } };
    await learn();
    expect(room()).toBe(5);
    await begin(4);
    expect(inHand().map(({ length }) => length)).toEqual([0, 4]);
    expect(forked[0]?.signals).toEqual(["SIGKILL"]);
  });

  it("has another child take the place of one that has grown by 256 MB since its first runs", async () => {
    await learn();
    await begin(1);
    forked[0]?.finish(1, 0.001, 256 * 2 ** 20);
    await calm();
    expect(forked[0]?.signals).toEqual([]);
    await begin(1);
    forked[0]?.finish(1, 0.001, 257 * 2 ** 20);
    await calm();
    expect(forked[0]?.signals).toEqual(["SIGKILL"]);
  });

  it.each([
    ["invalid_command", ["SIGKILL"]],
    ["invalid_args", []],
  ] as const)(
    "uses a child again that refused a run as %s, unless it could not load it",
    async (code, told) => {
      await learn();
      await begin(1);
      forked[0]?.refuse(code);
      await calm();
      expect([forked[0]?.signals, lane.busy]).toEqual([told, 0]);
    },
  );

  it("ends a child in which a module hangs for 20 s, and refuses the run that waits for it", async () => {
    lane = make((child) => (child.isLoading = true));
    const [id = ""] = await begin(1);
    await clock.advance(19_999);
    await calm();
    expect([closed, forked[0]?.signals]).toEqual([[], []]);
    await clock.advance(1);
    await calm();
    expect([closed, forked[0]?.signals[0]]).toEqual([[id], "SIGKILL"]);
  });

  it("gives back a run that waits for its module when the worker is told to end", async () => {
    lane = make((child) => (child.isLoading = true));
    const [id = ""] = await begin(1);
    asked.abort();
    await calm();
    expect([requeued, closed, forked[0]?.signals]).toEqual([[id], [], ["SIGKILL"]]);
  });

  describe("of a run whose start a rate counts", () => {
    const livePaced = async (): Promise<{ begins: () => number; codes: number[] }> => {
      const run = aRun({ id: newId(NOON), command: "quick", state: "running", finishedAt: null });
      let begins = 0;
      const codes: number[] = [];
      const begin = async (): Promise<Run> => ((begins += 1), run);
      void lane.livePaced(run, { begin, begun: (at) => void codes.push(at) }, { life: hold, free });
      await calm();
      return { begins: () => begins, codes };
    };

    it("begins it when its module is there, and counts its child as taken before", async () => {
      lane = make((child) => (child.isLoading = true));
      const { begins, codes } = await livePaced();
      expect([begins(), lane.busy, inHand()]).toEqual([0, 1, [[]]]);
      Object.assign(forked[0] ?? {}, { isLoading: false });
      forked[0]?.load("quick");
      await calm();
      expect([begins(), inHand()[0]?.length, codes]).toEqual([1, 1, [NOON + 7]]);
      forked[0]?.finish(1);
      await calm();
      expect([closed.length, lane.busy]).toEqual([1, 0]);
    });

    it("begins it in another child when its module ended one, so that its row can say so", async () => {
      lane = make((child) => (child.isLoading = true));
      const { begins } = await livePaced();
      forked[0]?.die();
      await calm();
      expect([begins(), inHand()]).toEqual([1, [[], [expect.any(String)]]]);
    });

    it("waits 20 s for a module, and then begins it in another child", async () => {
      lane = make((child) => (child.isLoading = true));
      const { begins } = await livePaced();
      await clock.advance(19_999);
      expect([begins(), forked.map(({ signals }) => signals)]).toEqual([0, [[]]]);
      await clock.advance(1);
      await calm();
      expect([begins(), forked.map(({ signals }) => signals)]).toEqual([1, [["SIGKILL"], []]]);
    });

    it("gives it to no child before it may have one more", async () => {
      concurrency = 1;
      const before = await livePaced();
      const { begins } = await livePaced();
      expect([begins(), forked.length]).toEqual([0, 1]);
      await clock.advance(40);
      expect([before.begins(), begins(), forked.length]).toEqual([1, 0, 1]);
      forked[0]?.finish(1);
      await clock.advance(20);
      await calm();
      expect([begins(), forked.length]).toEqual([1, 1]);
    });
  });

  it("forks no more children than it may, whatever commands want some", async () => {
    await learn();
    await learn("slow", 80);
    const waiting: Record<string, number> = { slow: 9, quick: 9 };
    const lanes = new Lanes<never>(
      { pool: lane, inline: lane },
      {
        async take(commands, { limit }) {
          const command = commands[0] ?? "";
          const count = Math.min(limit, waiting[command] ?? 0);
          waiting[command] = (waiting[command] ?? 0) - count;
          const begun = Array.from({ length: count }, () =>
            aRun({ id: newId(NOON), command, state: "running" }),
          );
          return { begun, paced: [], claimed: [] };
        },
        hold,
        startOf: () => ({ begin: async () => null, begun: () => undefined }),
        giveBack: async () => undefined,
        liveClaimed: () => undefined,
      },
    );
    await lanes.fill({ pool: ["slow", "quick"], inline: [] }, free);
    await calm();
    expect(forked.filter((child) => child.signals.length === 0)).toHaveLength(2);
    expect(lane.busy).toBe(2);
    expect(waiting).toEqual({ slow: 7, quick: 9 });
  });
});
