import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Config } from "../../src/config.ts";
import { createEventBus, type ErrandEvent, type EventBus } from "../../src/core/events.ts";
import type { NoticeRule } from "../../src/core/notice.ts";
import { Announcer } from "../../src/notify/announcer.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { finished, finishedAs, NOON } from "../store/build.ts";
import { ping, rule, slack } from "./build.ts";
import { startHttpServer } from "./http-server.ts";

let store: Store;
let clock: ManualClock;
let bus: EventBus;
let events: ErrandEvent[];

beforeEach(() => {
  store = openMemoryStore(NOON);
  clock = manualClock(NOON);
  bus = createEventBus();
  events = [];
  bus.subscribe((event) => events.push(event));
});
afterEach(() => store.close());

/** What stands beside a process that lives runs, until the test is over. */
async function announces(rules: NoticeRule[]): Promise<Announcer> {
  const config = { notify: rules, expect: [], hooks: {} } as unknown as Config;
  const announcer = new Announcer({
    ...{ store, clock, events: bus, config: () => config, looksForSilences: false },
    hooksOf: () => Promise.resolve([]),
  });
  await announcer.watch();
  return announcer;
}

/** Ten notices to Slack, whose host takes them and answers nothing, and a ping behind them. */
async function tellsBehindSilence() {
  const [deaf, server] = [await startHttpServer(() => undefined), await startHttpServer()];
  const rules = [
    rule({ channel: slack(deaf.url), commands: "nightly-*" }),
    rule({ on: [], channel: ping(server.url), commands: "backup" }),
  ];
  const announcer = await announces(rules);
  for (let count = 0; count < 10; count += 1)
    await finishedAs(store, "failed", { command: `nightly-${count}` });
  await finished(store, { command: "backup" });
  announcer.start();
  onTestFinished(async () => {
    const stopped = announcer.stop(0);
    await clock.advance(60_000);
    await stopped;
  });
  await deaf.hears(1);
  return { deaf, server, announcer };
}

/** The ping's turn is over: the next look begins another. */
async function pingsAreSettled(): Promise<void> {
  const waiting = () => store.notices({ limit: 99, waiting: true });
  while ((await waiting()).some(({ channel }) => channel === "ping-1")) await new Promise(setImmediate);
}

describe("a channel that does not answer", () => {
  it("holds up no other", async () => {
    const { server } = await tellsBehindSilence();
    await server.hears(2);
    expect(server.heard.map(({ url }) => url.split("?")[0])).toEqual(["/start", "/"]);
    expect(clock.now()).toBe(NOON);
  });

  it("does not stop what happens from being judged, and told elsewhere", async () => {
    const { deaf, server } = await tellsBehindSilence();
    await server.hears(2);
    await pingsAreSettled();
    await finished(store, { command: "backup", now: NOON + 1_000 });
    await clock.advance(1_000);
    await server.hears(4);
    expect((await store.happenings(9, clock.now())).happenings).toEqual([]);
    expect(deaf.heard).toHaveLength(1);
  });

  it("is left by who stops after the try that it has in hand, with what waits for it", async () => {
    const { deaf, announcer } = await tellsBehindSilence();
    await pingsAreSettled();
    const stopped = announcer.stop(3_000);
    await clock.advance(5_000);
    await stopped;
    expect(deaf.heard).toHaveLength(1);
    const waiting = await store.notices({ limit: 99, waiting: true });
    expect(waiting.map(({ tries }) => tries)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(events).toMatchObject([{ type: "notice.not_sent", why: "no answer in 5 s" }]);
  });
});
