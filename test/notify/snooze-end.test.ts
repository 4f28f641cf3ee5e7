import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventBus } from "../../src/core/events.ts";
import type { NoticeRule } from "../../src/core/notice.ts";
import { Teller } from "../../src/notify/teller.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { finished, finishedAs, NOON } from "../store/build.ts";
import { worked } from "../store/worked.ts";
import { ruleFor } from "./build.ts";

const HOUR = 3_600_000;

let store: Store;
let clock: ManualClock;

beforeEach(async () => {
  store = openMemoryStore(NOON);
  clock = manualClock(NOON);
  await store.watchRuns("ends");
  await store.snooze("back*", { until: NOON + HOUR, by: "ada" });
});
afterEach(() => store.close());

function teller(rules: NoticeRule[] = [ruleFor(["failure", "dead", "recovered"])]): Teller {
  return new Teller({ store, clock, events: createEventBus(), rules: () => rules, expected: null });
}
const said = async () =>
  (await store.notices({ limit: 9 })).toReversed().map(({ kind, facts }) => `${kind}: ${facts.message}`);
const fail = () => finishedAs(store, "failed", { command: "backup", now: clock.now() });

describe("when a snooze is over", () => {
  it("tells of a command that still fails, once, and of its recovery", async () => {
    await fail();
    await fail();
    await teller().look();
    await clock.advance(HOUR - 1);
    await teller().look();
    expect(await said()).toEqual([]);
    await clock.advance(1);
    await teller().look();
    const told = ["failure: backup failed, 2 times in a row: exit 1"];
    expect(await said()).toEqual(told);
    await fail();
    await teller().look();
    expect(await said()).toEqual(told);
    await finished(store, { command: "backup", now: clock.now() });
    await teller().look();
    expect(await said()).toEqual([...told, "recovered: backup succeeded again, after 3 failures"]);
  });

  it("tells as soon as somebody wakes it, and of a dead letter as of one", async () => {
    await worked(store, { command: "backup", queue: "mail" });
    await teller().look();
    await store.wake("back*", clock.now());
    await teller().look();
    expect(await said()).toEqual(["dead: backup failed for good: no route to host"]);
  });

  it.each<[string, NoticeRule[]]>([
    ["too few failures for its rule", [ruleFor(["failure"], { after: 2 })]],
    ["a rule that wants others", [ruleFor(["failure"], { commands: "nightly-*" })]],
    ["a rule that wants no failures", [ruleFor(["overdue", "recovered"])]],
  ])("says nothing with %s", async (_, rules) => {
    await fail();
    await clock.advance(HOUR);
    await teller(rules).look();
    expect(await said()).toEqual([]);
  });

  it("says nothing of what was told before, has recovered, or that no snooze kept quiet", async () => {
    for (const command of ["told", "other"]) await finishedAs(store, "failed", { command });
    await teller([ruleFor(["failure"], { commands: "told" })]).look();
    await store.snooze("told", { until: NOON + HOUR, by: "ada" });
    await fail();
    await finished(store, { command: "backup", now: NOON });
    await teller([]).look();
    await clock.advance(HOUR);
    await teller([ruleFor(["failure"])]).look();
    expect(await said()).toEqual(["failure: told failed: exit 1"]);
  });

  it("waits for another that keeps the same command quiet", async () => {
    await store.snooze("backup", { until: NOON + 2 * HOUR, by: "ada" });
    await fail();
    await clock.advance(HOUR);
    await teller().look();
    expect(await said()).toEqual([]);
    await clock.advance(HOUR);
    await teller().look();
    expect(await said()).toHaveLength(1);
  });

  it("tells once by any number of tellers", async () => {
    await fail();
    await clock.advance(HOUR);
    await Promise.all([teller(), teller(), teller()].map((one) => one.look()));
    expect(await said()).toHaveLength(1);
  });
});
