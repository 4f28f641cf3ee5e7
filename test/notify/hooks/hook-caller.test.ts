import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { createEventBus, type ErrandEvent } from "../../../src/core/events.ts";
import type { HookName } from "../../../src/core/hook.ts";
import type { Run } from "../../../src/core/run.ts";
import { HookCaller } from "../../../src/notify/hooks/hook-caller.ts";
import { openMemoryStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import { systemClock } from "../../../src/system-clock.ts";
import { manualClock, type ManualClock } from "../../../src/testing/manual-clock.ts";
import { command, makeProject, write } from "../../command/project.ts";
import { finished, NOON, reread } from "../../store/build.ts";

let store: Store;
let failures: string[];

beforeEach(() => {
  store = openMemoryStore(NOON);
  failures = [];
});
afterEach(() => store.close());

const SECRET = 'hunter"2';

/** A project whose command `job` and whose config have these hooks. */
function callerIn(
  { own = "", all = "" }: { own?: string; all?: string },
  clock: Clock = systemClock,
  ledger: Pick<Store, "addLog"> = store,
): HookCaller {
  const root = makeProject({
    "commands/job.ts": command("Do it", own),
    "errand.config.ts": `export default { hooks: { ${all} } };`,
  });
  onTestFinished(() => rmSync(root, { recursive: true }));
  const events = createEventBus();
  events.subscribe((event: ErrandEvent) => {
    if (event.type === "hook.failed") failures.push(`${event.hook}: ${event.why}`);
  });
  const place = { root, file: `${root}/errand.config.ts`, commands: `${root}/commands`, import: [] };
  const secretsOf = async () => [SECRET];
  return new HookCaller({ store: ledger, clock, events, place: () => place, secretsOf });
}

async function callAll(caller: HookCaller, ...hooks: HookName[]): Promise<Run> {
  const run = await finished(store, { command: "job" }, { result: { found: 3 } });
  for (const hook of hooks) caller.call(hook, { run, error: null, result: run.result, attempt: 1 });
  await caller.close();
  return run;
}

/** What the run's log says, each line its hook and its words. */
async function logOf(run: Run): Promise<string[]> {
  const chunks = await store.readOutput({ runId: run.id, attempt: 1 }, 0, 1e6);
  const lines = chunks.flatMap(({ bytes }) => Buffer.from(bytes).toString().trimEnd().split("\n"));
  return lines.map((text) => {
    const { hook, msg } = JSON.parse(text) as { hook: string; msg: string };
    return `${hook}: ${msg}`;
  });
}

describe("a hook", () => {
  it("gets the facts, those of all before those of the command, and is heard on the run's log", async () => {
    const caller = callerIn({
      own: "onSuccess({ log, result, attempt }) { log.info(`own ${result.found} ${attempt}`); },",
      all: "onSuccess({ run, log }) { log.info(`all ${run.command} ${run.state}`); console.log('printed'); }",
    });
    const lines = await logOf(await callAll(caller, "onSuccess"));
    expect(lines.toSorted()).toEqual([
      "onSuccess: all job succeeded",
      "onSuccess: own 3 1",
      "onSuccess: printed",
    ]);
  });

  it("shows no secret of its command, whatever it prints, logs or throws", async () => {
    const text = JSON.stringify(SECRET);
    const caller = callerIn({
      own: `onSuccess({ log }) { log.info(${text}); console.log("printed", ${text}); throw new Error(${text}); },`,
    });
    const lines = await logOf(await callAll(caller, "onSuccess"));
    expect(lines.toSorted()).toEqual([
      "onSuccess: [secret]",
      "onSuccess: onSuccess failed, the run stays as it is: [secret]",
      "onSuccess: printed [secret]",
    ]);
    expect(failures).toEqual(["onSuccess: [secret]"]);
  });

  it("that throws is told of, keeps nobody else from being called, and leaves the run as it is", async () => {
    const caller = callerIn({
      own: "onSuccess({ log }) { log.info('own'); },",
      all: "onSuccess({ run }) { run.state = 'failed'; throw new TypeError('no luck'); }",
    });
    const run = await callAll(caller, "onSuccess");
    expect(failures).toEqual(["onSuccess: TypeError: no luck"]);
    expect(await logOf(run)).toEqual([
      "onSuccess: own",
      "onSuccess: onSuccess failed, the run stays as it is: TypeError: no luck",
    ]);
    expect(await reread(store, run)).toEqual(run);
  });

  it("that ends its process is told of, and the next one gets another", async () => {
    const caller = callerIn({
      own: "onStart() { process.exit(3); }, onSuccess({ log }) { log.info('alive'); },",
    });
    const run = await callAll(caller, "onStart", "onSuccess");
    expect(failures).toEqual(["onStart: it ended its process (exit 3)"]);
    expect(await logOf(run)).toContain("onSuccess: alive");
  });

  it.each([
    ["ends its process", "process.exit(9);", "it ended its process (exit 9)"],
    ["ends it by a signal", "process.kill(process.pid, 'SIGKILL');", "it ended its process (SIGKILL)"],
  ])("of all that %s does not take the command's own along", async (_, does, why) => {
    const caller = callerIn({
      own: "onSuccess({ log }) { log.info('own'); },",
      all: `onSuccess({ log }) { log.info('all'); ${does} }`,
    });
    const lines = await logOf(await callAll(caller, "onSuccess"));
    expect(failures).toEqual([`onSuccess: ${why}`]);
    expect(lines.filter((line) => line === "onSuccess: own")).toHaveLength(1);
    expect(lines).toContain("onSuccess: all");
  });

  it("of all that throws what has no text does not take the command's own along", async () => {
    const caller = callerIn({
      own: "onSuccess({ log }) { log.info('own'); },",
      all: "onSuccess() { throw Object.create(null); }",
    });
    expect(await logOf(await callAll(caller, "onSuccess"))).toContain("onSuccess: own");
    expect(failures).toEqual(["onSuccess: an object that has no text"]);
  });

  it("of the command that ends its process has the one of all called once", async () => {
    const caller = callerIn({
      own: "onSuccess() { process.exit(3); },",
      all: "onSuccess({ log }) { log.info('all'); throw new Error('no luck'); }",
    });
    const lines = await logOf(await callAll(caller, "onSuccess"));
    expect(failures).toEqual(["onSuccess: no luck", "onSuccess: it ended its process (exit 3)"]);
    expect(lines.filter((line) => line === "onSuccess: all")).toHaveLength(1);
  });

  it("that hangs is ended after ten seconds", async () => {
    const clock = manualClock(NOON);
    const reached = join(tmpdir(), `errand-hook-${process.pid}`);
    onTestFinished(() => rmSync(reached, { force: true }));
    const begin = `process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(reached)}, "");`;
    const caller = callerIn({ own: `onSuccess() { ${begin} for (;;); },` }, clock);
    const over = callAll(caller, "onSuccess");
    const seen = { end: false };
    void over.then(() => (seen.end = true));
    while (!existsSync(reached)) await new Promise(setImmediate);
    while (!seen.end) {
      await new Promise(setImmediate);
      await clock.advance(1_000);
    }
    expect(failures).toEqual(["onSuccess: it did not come to an end in 10 s"]);
  });

  it("of a module that does not load any more is told of", async () => {
    const caller = callerIn({ own: "onSuccess: 5," });
    await callAll(caller, "onSuccess");
    expect(failures).toEqual(["onSuccess: commands/job.ts: onSuccess 5 must be a function"]);
  });
});

describe("hooks that take their time", () => {
  it("have ten seconds each", async () => {
    const clock = manualClock(NOON);
    const [all, own] = [gate(), gate()];
    const caller = callerIn(
      { own: `async onSuccess() { ${own.wait} },`, all: `async onSuccess() { ${all.wait} }` },
      clock,
    );
    const over = callAll(caller, "onSuccess");
    for (const { reached, open } of [all, own]) {
      await reached();
      await clock.advance(9_000);
      open();
    }
    await ticking(clock, over);
    expect(failures).toEqual([]);
  });

  it("hold up no other run's", async () => {
    const [first, second] = [gate(), gate()];
    const caller = callerIn({
      own: `async onStart() { ${first.wait} }, onSuccess() { ${second.mark} },`,
    });
    const [slow, quick] = [
      await finished(store, { command: "job" }),
      await finished(store, { command: "job" }),
    ];
    caller.call("onStart", { run: slow, error: null, result: null, attempt: 1 });
    await first.reached();
    caller.call("onSuccess", { run: quick, error: null, result: null, attempt: 1 });
    await second.reached();
    first.open();
    await caller.close();
    expect(failures).toEqual([]);
  });

  it("keep nobody at an end from a turn", async () => {
    const clock = manualClock(NOON);
    const [all, own, last] = [gate(), gate(), gate()];
    const caller = callerIn(
      {
        own: `async onStart() { ${own.wait} }, onSuccess() { ${last.mark} },`,
        all: `async onStart() { ${all.wait} }`,
      },
      clock,
    );
    const over = callAll(caller, "onStart", "onSuccess");
    for (const { reached } of [all, own]) {
      await reached();
      await clock.advance(10_000);
    }
    await last.reached();
    await ticking(clock, over);
    const hung = "onStart: it did not come to an end in 10 s";
    expect(failures).toEqual([hung, hung]);
  });

  it("and leave no turn to others at an end are told of on the log of those", async () => {
    const clock = manualClock(NOON);
    const hangs = "() { return new Promise(() => undefined); },";
    const caller = callerIn(
      {
        own: `onStart${hangs} onLate${hangs} onRetry${hangs}`,
        all: `onStart${hangs} onLate${hangs} onRetry${hangs}`,
      },
      clock,
    );
    const over = callAll(caller, "onStart", "onLate", "onRetry", "onRetry", "onSuccess");
    await ticking(clock, over, 1_000);
    expect(failures.at(-1)).toBe("onSuccess: errand ended before it was called");
    expect((await logOf(await over)).at(-1)).toBe(
      "onSuccess: onSuccess failed, the run stays as it is: errand ended before it was called",
    );
  });
});

/** Where a hook in its process and its test meet. */
function gate() {
  const path = join(tmpdir(), `errand-hook-${process.pid}-${(gates += 1)}`);
  const [began, opened] = [`${path}-began`, `${path}-open`];
  onTestFinished(() => [began, opened].forEach((file) => rmSync(file, { force: true })));
  const fs = 'process.getBuiltinModule("node:fs")';
  const mark = `${fs}.writeFileSync(${JSON.stringify(began)}, "");`;
  const sleep = "await new Promise((resolve) => setTimeout(resolve, 5));";
  return {
    mark,
    wait: `${mark} while (!${fs}.existsSync(${JSON.stringify(opened)})) ${sleep}`,
    open: () => writeFileSync(opened, ""),
    async reached() {
      while (!existsSync(began)) await new Promise(setImmediate);
    },
  };
}

let gates = 0;

async function ticking(clock: ManualClock, over: Promise<unknown>, ms = 1): Promise<void> {
  const seen = { end: false };
  void over.then(() => (seen.end = true));
  while (!seen.end) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await clock.advance(ms);
  }
}

it("hooks that were edited are read anew when the config is", async () => {
  const root = makeProject({ "commands/job.ts": command("Do it", "onStart({ log }) { log.info('old'); },") });
  onTestFinished(() => rmSync(root, { recursive: true }));
  let place = { root, file: null, commands: `${root}/commands`, import: [] };
  const caller = new HookCaller({
    store,
    clock: systemClock,
    events: createEventBus(),
    place: () => place,
    secretsOf: async () => [],
  });
  const run = await finished(store, { command: "job" });
  const log = () => logOf(run).catch(() => []);
  const call = () => caller.call("onStart", { run, error: null, result: null, attempt: 1 });
  call();
  while ((await log()).length < 1) await new Promise(setImmediate);
  write(`${root}/commands/job.ts`, command("Do it", "onStart({ log }) { log.info('new'); },"));
  place = { ...place };
  call();
  await caller.close();
  expect(await log()).toEqual(["onStart: old", "onStart: new"]);
});

describe("what a hook says of an attempt that goes on", () => {
  it("is kept when that is over", async () => {
    let goesOn = true;
    const caller = callerIn(
      { own: "onStart({ log }) { log.info('began'); }, onSuccess() {}," },
      systemClock,
      {
        addLog: (log) => (goesOn ? Promise.resolve((goesOn = false)) : store.addLog(log)),
      },
    );
    expect(await logOf(await callAll(caller, "onStart", "onSuccess"))).toEqual(["onStart: began"]);
  });

  it("is kept when the ledger takes it again, and is no fault of another hook", async () => {
    let asked = 0;
    const caller = callerIn(
      { own: "onStart({ log }) { log.info('began'); }, onSuccess({ log }) { log.info('ended'); }," },
      systemClock,
      { addLog: (log) => ((asked += 1) <= 2 ? Promise.reject(new Error("disk full")) : store.addLog(log)) },
    );
    expect(await logOf(await callAll(caller, "onStart", "onSuccess"))).toEqual([
      "onStart: began",
      "onSuccess: ended",
    ]);
    expect(failures).toEqual([]);
  });
});
