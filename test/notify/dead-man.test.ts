import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventBus } from "../../src/core/events.ts";
import type { Expected, NoticeEvent } from "../../src/core/notice.ts";
import { Teller } from "../../src/notify/teller.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { finished, finishedAs, NOON } from "../store/build.ts";
import { ruleFor, webhook } from "./build.ts";
import { startHttpServer } from "./http-server.ts";

const HOUR = 3_600_000;
const NEVER = new AbortController().signal;

let store: Store;
let clock: ManualClock;

beforeEach(() => {
  store = openMemoryStore(NOON);
  clock = manualClock(NOON);
});
afterEach(() => store.close());

describe("the dead-man's rule", () => {
  const daily: Expected = { expectations: [{ command: "backup", withinMs: 26 * HOUR }], unread: [] };

  async function tells(expected = (): Expected => daily, on: NoticeEvent[][] = [["overdue"]]) {
    const server = await startHttpServer();
    const rules = on.map((events) => ruleFor(events, { channel: webhook(server.url) }));
    const teller = new Teller({
      ...{ store, clock, events: createEventBus(), rules: () => rules },
      expected: () => Promise.resolve(expected()),
    });
    const messages = () => server.heard.map(({ body }) => (JSON.parse(body) as { message: string }).message);
    return { teller, messages };
  }

  it("tells once that a command has not succeeded for too long", async () => {
    const { teller, messages } = await tells();
    await finished(store, { command: "backup", now: NOON - 1_000 });
    await teller.pass(NEVER);
    await clock.advance(26 * HOUR);
    await teller.pass(NEVER);
    expect(messages()).toEqual([]);
    await finishedAs(store, "failed", { command: "backup", now: NOON + HOUR });
    await clock.advance(60_000);
    for (let hour = 0; hour < 3; hour += 1) {
      await teller.pass(NEVER);
      await clock.advance(HOUR);
    }
    expect(messages()).toEqual([
      "backup has not succeeded for 1d 2h: its last success was at 2026-03-01T12:00:00.000Z",
    ]);
  });

  it("tells again of another silence", async () => {
    const { teller, messages } = await tells();
    await teller.pass(NEVER);
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    await finished(store, { command: "backup", now: clock.now() });
    await clock.advance(HOUR);
    await teller.pass(NEVER);
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    expect(messages()).toHaveLength(2);
    expect(messages()[0]).toContain("it never did since it is expected, 2026-03-01T12:00:00.000Z");
  });

  it("is not satisfied by a dry run", async () => {
    const { teller, messages } = await tells();
    await teller.pass(NEVER);
    await clock.advance(27 * HOUR);
    await finished(store, { command: "backup", now: clock.now() - HOUR, dryRun: true });
    await teller.pass(NEVER);
    expect(messages()).toHaveLength(1);
  });

  it("tells of a command whose module does not load, and not again when it does", async () => {
    let seen = daily;
    const { teller, messages } = await tells(() => seen);
    await teller.pass(NEVER);
    seen = { expectations: [], unread: ["backup"] };
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    expect(messages()).toHaveLength(1);
    seen = daily;
    await clock.advance(HOUR);
    await teller.pass(NEVER);
    expect(messages()).toHaveLength(1);
  });

  it("tells when a snooze is over", async () => {
    const { teller, messages } = await tells();
    await teller.pass(NEVER);
    await store.snooze("backup", { until: NOON + 30 * HOUR, by: "ada" });
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    expect(messages()).toEqual([]);
    await clock.advance(3 * HOUR);
    await teller.pass(NEVER);
    expect(messages()).toHaveLength(1);
  });

  it("tells a rule that comes when the command is silent already, if nobody heard of that", async () => {
    const server = await startHttpServer();
    const channel = webhook(server.url);
    let rules = [ruleFor(["failure"], { channel })];
    const teller = new Teller({
      ...{ store, clock, events: createEventBus(), rules: () => rules },
      expected: () => Promise.resolve(daily),
    });
    await teller.watch();
    await teller.pass(NEVER);
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    rules = [ruleFor(["overdue", "recovered"], { channel })];
    await clock.advance(60_000);
    await teller.pass(NEVER);
    expect(server.heard.map(({ body }) => (JSON.parse(body) as { event: string }).event)).toEqual([
      "overdue",
    ]);
  });

  it("tells a rule that comes when others heard of the silence already, and them not again", async () => {
    const [first, second] = [await startHttpServer(), await startHttpServer()];
    const on: NoticeEvent[] = ["overdue", "recovered"];
    let rules = [ruleFor(on, { channel: webhook(first.url) })];
    const teller = new Teller({
      ...{ store, clock, events: createEventBus(), rules: () => rules },
      expected: () => Promise.resolve(daily),
    });
    await teller.watch();
    await teller.pass(NEVER);
    await clock.advance(27 * HOUR);
    await teller.pass(NEVER);
    rules = [...rules, ruleFor(on, { channel: webhook(second.url, "webhook-2") })];
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(60_000);
      await teller.pass(NEVER);
    }
    rules = [...rules, ruleFor(on, { channel: webhook(second.url, "webhook-3") })];
    await finished(store, { command: "backup", now: clock.now() });
    await teller.pass(NEVER);
    const events = ({ heard }: typeof first) =>
      heard.map(({ body }) => (JSON.parse(body) as { event: string }).event);
    expect([events(first), events(second)]).toEqual([
      ["overdue", "recovered"],
      ["overdue", "recovered"],
    ]);
  });

  describe("when the command succeeds again", () => {
    const BACK = "backup succeeded, and is overdue no more";

    /** Overdue and told, with a run of `backup` a minute later. */
    async function afterSilence(on: NoticeEvent[][], run: "succeeded" | "failed" = "succeeded") {
      const { teller, messages } = await tells(undefined, on);
      await teller.watch();
      await teller.pass(NEVER);
      await clock.advance(27 * HOUR);
      await teller.pass(NEVER);
      const before = messages().length;
      await clock.advance(60_000);
      await finishedAs(store, run, { command: "backup", now: clock.now() });
      await clock.advance(60_000);
      await teller.pass(NEVER);
      return { teller, messages: () => messages().slice(before) };
    }

    it.each<[string, NoticeEvent[][], string[]]>([
      ["tells who heard of it", [["overdue", "recovered"]], [BACK]],
      ["tells who wants only that", [["recovered"]], [BACK]],
      ["tells nobody who wants no recoveries", [["overdue"]], []],
      ["tells nobody who hears of failures alone", [["failure", "recovered"]], []],
      ["tells one channel once", [["overdue", "recovered"], ["recovered"]], [BACK]],
    ])("%s", async (_, on, said) => {
      const { teller, messages } = await afterSilence(on);
      expect(messages()).toEqual(said);
      await finished(store, { command: "backup", now: clock.now() });
      await teller.pass(NEVER);
      expect(messages()).toEqual(said);
    });

    it("tells of failures and the silence by one word, and of a failure none", async () => {
      const on: NoticeEvent[][] = [
        ["overdue", "recovered"],
        ["failure", "recovered"],
      ];
      const { teller, messages } = await afterSilence(on, "failed");
      expect(messages()).toEqual(["backup failed: exit 1"]);
      await finished(store, { command: "backup", now: clock.now() });
      await clock.advance(60_000);
      await teller.pass(NEVER);
      expect(messages().slice(1)).toEqual(["backup succeeded again, after 1 failure"]);
    });

    it("tells nothing of a success that came before the silence was told of", async () => {
      const { teller, messages } = await tells(undefined, [["overdue", "recovered"]]);
      await teller.watch();
      await finished(store, { command: "backup", now: NOON });
      await store.registerExpectations(daily, NOON);
      await store.tellSilence({ command: "backup", since: NOON + 1_000 }, [], NOON + 27 * HOUR);
      await teller.pass(NEVER);
      expect(messages()).toEqual([]);
    });

    it.each<[string, NoticeEvent[][], number]>([
      ["who heard of it, though it is snoozed", [["overdue", "recovered"]], 2],
      ["a channel that heard of it by another rule, though it is snoozed", [["overdue"], ["recovered"]], 2],
      ["nobody who did not, while it is snoozed", [["recovered"]], 0],
    ])("tells %s, and nobody later", async (_, on, count) => {
      const { teller, messages } = await tells(undefined, on);
      await teller.watch();
      await teller.pass(NEVER);
      await clock.advance(27 * HOUR);
      await teller.pass(NEVER);
      await store.snooze("backup", { until: clock.now() + HOUR, by: "ada" });
      await finished(store, { command: "backup", now: clock.now() });
      await teller.pass(NEVER);
      expect(messages()).toHaveLength(count);
      await clock.advance(2 * HOUR);
      await finished(store, { command: "backup", now: clock.now() });
      await teller.pass(NEVER);
      expect(messages()).toHaveLength(count);
    });
  });
});
