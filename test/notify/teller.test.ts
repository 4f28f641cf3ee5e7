import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventBus, type ErrandEvent } from "../../src/core/events.ts";
import type { NoticeRule } from "../../src/core/notice.ts";
import { Sender } from "../../src/notify/sender.ts";
import { Teller } from "../../src/notify/teller.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { NoticeClaim } from "../../src/store/notice-store.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { due, finished, finishedAs, NOON, register, schedule, settle, started } from "../store/build.ts";
import { ping, rule, slack, webhook } from "./build.ts";
import { startHttpServer, type Answer, type HttpServer } from "./http-server.ts";

const HOUR = 3_600_000;
const NOBODY = new Promise<never>(() => undefined);
const NEVER = new AbortController().signal;

let store: Store;
let clock: ManualClock;
let events: ErrandEvent[];

beforeEach(() => {
  store = openMemoryStore(NOON);
  clock = manualClock(NOON);
  events = [];
});
afterEach(() => store.close());

function tellerOf(rules: NoticeRule[]): Teller {
  const bus = createEventBus();
  bus.subscribe((event) => events.push(event));
  return new Teller({ ...{ store, clock, events: bus, rules: () => rules }, expected: null });
}

/** A teller of failures to a server that answers so. */
async function tellsTo(answer?: Answer, wish: Partial<NoticeRule> = {}) {
  const server = await startHttpServer(answer);
  const teller = tellerOf([rule({ channel: webhook(server.url), ...wish })]);
  await teller.watch();
  return { server, teller };
}

const fails =
  (status: number, times: number): Answer =>
  (_, response, count) =>
    void response.writeHead(count <= times ? status : 200).end();

describe("a pass", () => {
  it("tells of what ended since somebody watches, once", async () => {
    const server: HttpServer = await startHttpServer();
    const teller = tellerOf([rule({ channel: webhook(server.url) })]);
    await finishedAs(store, "failed", { command: "before" });
    await teller.watch();
    await finishedAs(store, "failed", { command: "backup" });
    await teller.pass(NEVER);
    await teller.pass(NEVER);
    expect(server.heard.map(({ body }) => (JSON.parse(body) as { command: string }).command)).toEqual([
      "backup",
    ]);
    expect(await store.notices({ limit: 9 })).toMatchObject([{ sentAt: NOON, tries: 1, error: null }]);
  });

  it("tries again what was not taken, ever more slowly, until it is", async () => {
    const { server, teller } = await tellsTo(fails(500, 3));
    await finishedAs(store, "failed");
    await teller.pass(NEVER);
    for (const waits of [10_000, 20_000, 40_000]) {
      await clock.advance(waits - 1);
      await teller.pass(NEVER);
      const before = server.heard.length;
      await clock.advance(1);
      await teller.pass(NEVER);
      expect(server.heard).toHaveLength(before + 1);
    }
    expect(await store.notices({ limit: 9 })).toMatchObject([{ tries: 4, sentAt: NOON + 70_000 }]);
    expect(new Set(server.heard.map(({ headers }) => headers["errand-notice"])).size).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(["notice.not_sent"]);
  });

  it("gives up after some days, and says so", async () => {
    const { teller } = await tellsTo(fails(500, Infinity));
    await finishedAs(store, "failed");
    for (let hour = 0; hour < 60; hour += 1) {
      await teller.pass(NEVER);
      await clock.advance(HOUR);
    }
    expect(await store.notices({ limit: 9 })).toMatchObject([
      { tries: 56, sentAt: null, sendAfter: null, error: "it answered 500" },
    ]);
    expect(events.at(-1)).toMatchObject({ type: "notice.not_sent", retryAt: null });
  });

  it("ends a channel's turn with the first that is not taken, and the next begins behind it", async () => {
    const { server, teller } = await tellsTo(fails(500, 2));
    for (const command of ["a", "b", "c"]) await finishedAs(store, "failed", { command });
    const heard = () => server.heard.map(({ body }) => (JSON.parse(body) as { command: string }).command);
    await teller.pass(NEVER);
    expect(heard()).toEqual(["a"]);
    expect(await store.notices({ limit: 9 })).toMatchObject([
      { command: "c", tries: 0, sendAfter: NOON },
      { command: "b", tries: 0, sendAfter: NOON },
      { command: "a", tries: 1, sendAfter: NOON + 10_000 },
    ]);
    await teller.pass(NEVER);
    await teller.pass(NEVER);
    expect(heard()).toEqual(["a", "b", "c"]);
    await clock.advance(10_000);
    await teller.pass(NEVER);
    expect(heard()).toEqual(["a", "b", "c", "a", "b"]);
  });

  it("does not send a sign of life that is ten minutes old", async () => {
    const server = await startHttpServer();
    const teller = tellerOf([rule({ on: [], channel: ping(server.url) })]);
    await teller.watch();
    await finished(store);
    await teller.pass(AbortSignal.abort());
    await clock.advance(600_001);
    await teller.pass(NEVER);
    expect(server.heard).toEqual([]);
    expect(await store.notices({ limit: 9, waiting: true })).toEqual([]);
  });

  it("leaves what it did not begin to the next when it is told to stop", async () => {
    const { server, teller } = await tellsTo();
    await finishedAs(store, "failed");
    await teller.pass(AbortSignal.abort());
    expect(server.heard).toEqual([]);
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(1);
  });

  it("says of a channel that the config has no more why nothing goes there", async () => {
    const { teller } = await tellsTo();
    await finishedAs(store, "failed");
    await teller.pass(AbortSignal.abort());
    await tellerOf([rule({ channel: slack() })]).pass(NEVER);
    expect(await store.notices({ limit: 9 })).toMatchObject([
      { sentAt: null, error: "no rule of the config has this channel any more" },
    ]);
  });
});

describe("ticks that are skipped for one holder", () => {
  it("are told when they were so many, though they share a row of the ledger", async () => {
    const { server, teller } = await tellsTo(undefined, { on: ["skip"], after: 5 });
    await register(store, [schedule()]);
    await started(store, { key: "essays:check" });
    for (let minute = 1; minute <= 5; minute += 1) {
      expect(server.heard).toEqual([]);
      const [from, to] = [NOON + (minute - 1) * 60_000, NOON + minute * 60_000];
      await settle(store, { from, to, ticks: [due(to)] });
      await teller.pass(NEVER);
    }
    expect(await store.ticks({ scheduleId: "essays:check", limit: 9 })).toMatchObject([{ count: 5 }]);
    expect((JSON.parse(server.heard[0]?.body ?? "") as { message: string }).message).toMatch(
      /^essays:check did not run at 2026-03-01T12:05:00.000Z, 5 times in a row: /,
    );
  });
});

describe("one that has no rules", () => {
  it("leaves what happens to one that has some", async () => {
    const { server, teller } = await tellsTo();
    await finishedAs(store, "failed", { command: "before" });
    const other = tellerOf([]);
    await other.watch();
    await clock.advance(HOUR);
    await other.watch();
    await finishedAs(store, "failed", { command: "after", now: clock.now() });
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(2);
  });

  it("forgets it when nobody told of it for a day", async () => {
    const { server, teller } = await tellsTo();
    await finishedAs(store, "failed");
    await clock.advance(24 * HOUR + 60_000);
    await tellerOf([]).watch();
    await teller.pass(NEVER);
    expect(server.heard).toEqual([]);
  });
});

describe("two tellers at once", () => {
  it("tell of everything, and of nothing twice", async () => {
    const server = await startHttpServer();
    const rules = [rule({ on: [], channel: ping(server.url) })];
    const tellers = [tellerOf(rules), tellerOf(rules), tellerOf(rules)];
    await tellers[0]?.watch();
    for (let count = 0; count < 25; count += 1) await finished(store, { command: `c${count}` });
    await Promise.all(tellers.map((teller) => teller.pass(NEVER)));
    const urls = server.heard.map(({ url }) => url);
    expect(urls).toHaveLength(50);
    expect(new Set(urls).size).toBe(50);
  });

  it("wait seconds for the one notice that a dead one was sending, and for no other", async () => {
    const { server, teller } = await tellsTo();
    for (let count = 0; count < 5; count += 1) await finishedAs(store, "failed", { command: `c${count}` });
    const dies = { claimNotices: (claim: NoticeClaim) => store.claimNotices(claim).then(() => NOBODY) };
    const dying = new Sender({
      store: Object.setPrototypeOf(dies, store) as Store,
      ...{ clock, events: createEventBus(), rules: () => [] },
    });
    await teller.pass(AbortSignal.abort());
    void dying.sendDue(NEVER);
    await new Promise(setImmediate);
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(4);
    await clock.advance(15_000);
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(5);
  });

  it("leave a notice to the other when one dies with it, after its claim ran out", async () => {
    const { server, teller } = await tellsTo();
    await finishedAs(store, "failed");
    await teller.pass(AbortSignal.abort());
    // The dead one.
    await store.claimNotices({ channel: "webhook-1", now: NOON, leaseUntil: NOON + 60_000, limit: 10 });
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(0);
    await clock.advance(60_000);
    await teller.pass(NEVER);
    expect(server.heard).toHaveLength(1);
  });
});
