import { beforeEach, describe, expect, it } from "vitest";
import { readConfig, type Config } from "../../../src/config.ts";
import { createEventBus, type ErrandEvent } from "../../../src/core/events.ts";
import { newId } from "../../../src/core/ids.ts";
import type { Run } from "../../../src/core/run.ts";
import type { Closing } from "../../../src/store/run-store.ts";
import { systemClock } from "../../../src/system-clock.ts";
import { DeafRuns } from "../../../src/worker/deaf-runs.ts";
import { InlineLane } from "../../../src/worker/lanes/inline-lane.ts";
import type { LaneHouse } from "../../../src/worker/lanes/lane.ts";
import { aRun } from "../../cli/a-run.ts";
import { makeProject } from "../../command/project.ts";

const UNWATCHED = { expect: () => undefined, stop: () => undefined };

function commandThat(does: string): string {
  return `import { defineCommand } from "errand";
export default defineCommand({ summary: "One of many", isolation: "inline", run() { ${does} } });
`;
}

const COMMANDS = {
  "commands/good.ts": commandThat(`return "done";`),
  "commands/hostile.ts": commandThat(`throw Object.create(null);`),
  "commands/circle.ts": commandThat(`const error = new Error("mine"); error.cause = error; throw error;`),
  "commands/classless.ts": commandThat(`return Object.create(Object.create(null));`),
  "commands/deaf.ts": `import { defineCommand } from "errand";
export default defineCommand({
  ...{ summary: "Heeds nothing", isolation: "inline", timeout: "20ms", killAfter: "20ms" },
  run: () => new Promise((resolve) => setTimeout(resolve, 2_000)),
});
`,
  "commands/late.ts": `await new Promise((resolve) => setTimeout(resolve, 20));
process.env.LATE_MODULE = "is there";
${commandThat(`return "done";`)}`,
  "commands/unloadable.ts": `const odd = {}; odd.self = odd; throw odd;`,
};

let config: Config;
let events: ErrandEvent[];
let runs: Map<string, Run>;
let closed: Map<string, Closing[]>;
let deaf: DeafRuns;
/** What the ledger says to a closing. */
let refuses: (closing: Closing) => void;

beforeEach(async () => {
  config = await readConfig({ cwd: makeProject(COMMANDS), env: {} });
  [events, runs, closed] = [[], new Map(), new Map()];
  refuses = () => undefined;
});

/** A ledger of closings alone. */
function ledger() {
  const take = (closing: Closing): boolean => {
    const { runId } = closing.ref;
    closed.set(runId, [...(closed.get(runId) ?? []), closing]);
    return true;
  };
  return {
    async finishMany(all: Closing[]) {
      for (const closing of all) refuses(closing);
      return all.map(take);
    },
    async finish(closing: Closing) {
      return take(closing);
    },
    heartbeat: async () => ({ held: true, cancel: null }),
    version: () => 1,
    findRun: async (id: string) => runs.get(id),
  };
}

function makeLane(): InlineLane {
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  deaf = new DeafRuns({ clock: systemClock, events: bus });
  const never = new AbortController().signal;
  const house = {
    ...{ clock: systemClock, events: bus, config: () => config, store: ledger(), deaf },
    end: { stopping: never, asked: never, forced: never },
    signals: { listen: () => () => undefined },
    guardExit: () => ({ emptyLoop: new Promise<null>(() => undefined), stop: () => undefined }),
  };
  return new InlineLane(house as unknown as LaneHouse, () => UNWATCHED);
}

/** Lives one run of each command, in one batch, and tells how each was closed, in their order. */
async function live(...commands: string[]): Promise<Closing[][]> {
  const lane = makeLane();
  const batch = commands.map((command) =>
    aRun({ id: newId(systemClock.now()), command, state: "running", finishedAt: null, maxAttempts: 1 }),
  );
  for (const run of batch) runs.set(run.id, run);
  const lives: Promise<unknown>[] = [];
  await lane.live(batch, { life: (life) => void lives.push(life), free: () => 8 });
  await Promise.all(lives);
  await lane.close();
  return batch.map(({ id }) => closed.get(id) ?? []);
}

const done = [{ outcome: "succeeded", result: "done" }];

describe("an inline run whose start a rate counts", () => {
  it("begins when its module is there, and counts as busy before", async () => {
    const lane = makeLane();
    const run = aRun({ id: newId(systemClock.now()), command: "late", state: "running", finishedAt: null });
    const begun: unknown[] = [];
    const askedAt = systemClock.now();
    const begin = async (): Promise<Run> => {
      begun.push(process.env["LATE_MODULE"], lane.busy);
      return run;
    };
    const start = { begin, begun: (at: number) => void begun.push(at > askedAt) };
    await lane.livePaced(run, start, { life: () => undefined, free: () => 8 });
    await lane.close();
    expect(begun).toEqual(["is there", 1, true]);
    expect([closed.get(run.id), lane.busy]).toMatchObject([done, 0]);
  });
});

describe("a batch of inline runs", () => {
  it.each([
    ["hostile", "threw an object that has no text, which is no Error"],
    ["circle", "mine"],
    ["classless", "result is a class instance: a result must be JSON"],
    ["unloadable", expect.stringContaining("does not load: it threw")],
  ])("closes each run once, though one of them is %s", async (name, message) => {
    const [first, odd, last] = await live("good", name, "good");
    expect([first, last]).toMatchObject([done, done]);
    expect(odd).toMatchObject([{ outcome: "failed", error: { message } }]);
  });

  it("closes no row of code that heeds no end before its worker lets it go, and waits for none", async () => {
    expect(await live("deaf", "good")).toMatchObject([[], done]);
    expect(events).toContainEqual({
      type: "inline.deaf",
      run: expect.objectContaining({ command: "deaf" }) as Run,
    });
    expect(events.map(({ type }) => type)).not.toContain("run.killing");
    await deaf.letGo();
    const reason = `its limit of 20ms ran out; it did not stop in time: its worker (pid ${process.pid}) was ended with it`;
    const [[closing]] = [...closed.values()].toReversed() as [Closing[]];
    expect(closing).toMatchObject({ outcome: "timed_out", exitCode: 137, reason });
  });

  it("closes the others when the ledger refuses what one of them ended with, and that one without it", async () => {
    let spoilt: string | undefined;
    refuses = ({ ref, outcome }) => {
      spoilt ??= ref.runId;
      if (ref.runId === spoilt && outcome === "succeeded") throw new TypeError("cannot be bound");
    };
    const [odd, ...others] = await live("good", "good", "good");
    expect(others).toMatchObject([done, done]);
    expect(odd).toMatchObject([
      { outcome: "failed", exitCode: 1, reason: "how it ended cannot be written: cannot be bound" },
    ]);
    expect(events.filter(({ type }) => type === "runs.finished")).toHaveLength(3);
  });
});
