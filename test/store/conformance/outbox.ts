import { describe, expect, test } from "vitest";
import { aNotice, telling } from "../a-notice.ts";
import { NOON } from "../build.ts";
import type { CurrentStore } from "../conformance.ts";

export function describeOutbox(store: CurrentStore): void {
  describe("the outbox", () => {
    const claim = (now: number, channel = "slack-1") =>
      store().claimNotices({ channel, now, leaseUntil: now + 1_000, limit: 10 });

    test("hands a notice to one claimer, until its claim runs out", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      expect(await claim(NOON - 1)).toEqual([]);
      expect(await claim(NOON)).toMatchObject([{ id: "notice-1", tries: 1 }]);
      expect(await claim(NOON + 999)).toEqual([]);
      expect(await claim(NOON + 1_000)).toMatchObject([{ id: "notice-1", tries: 2 }]);
    });

    test("hands out one channel's notices at a time, and knows which are due", async () => {
      const pings = ["b", "d"].map((id) => ({ ...aNotice(id), channel: "ping-1" }));
      await store().tell(telling({ notices: [aNotice("a"), ...pings, aNotice("c")] }));
      expect(await store().dueChannels(NOON - 1)).toEqual([]);
      expect((await store().dueChannels(NOON)).sort()).toEqual(["ping-1", "slack-1"]);
      expect((await claim(NOON, "ping-1")).map(({ id }) => id)).toEqual(["b", "d"]);
      expect(await store().dueChannels(NOON)).toEqual(["slack-1"]);
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["a", "c"]);
      expect(await store().dueChannels(NOON)).toEqual([]);
    });

    test("lets nothing of a command pass what its channel did not take, nor what is in a claim", async () => {
      const other = { ...aNotice("other"), command: "other" };
      await store().tell(telling({ notices: [aNotice("failure"), aNotice("recovered"), other] }));
      await store().claimNotices({ channel: "slack-1", now: NOON, leaseUntil: NOON + 1_000, limit: 1 });
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["other"]);
      const refused = { id: "failure", tries: 1, sentAt: null, error: "no", retryAt: NOON + 30_000 };
      await store().settleNotice(refused);
      await store().settleNotice({ ...refused, id: "other", sentAt: NOON, error: null, retryAt: null });
      expect(await claim(NOON + 29_999)).toEqual([]);
      expect(await store().dueChannels(NOON + 29_999)).toEqual([]);
      expect((await claim(NOON + 30_000)).map(({ id }) => id)).toEqual(["failure", "recovered"]);
    });

    test("takes back what was not tried from its last claimer, and counts no try", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      const [late] = await claim(NOON);
      const [claimed] = await claim(NOON + 1_000);
      await store().giveBackNotices([late!], NOON + 1_001);
      expect(await claim(NOON + 1_001)).toEqual([]);
      await store().giveBackNotices([claimed!], NOON + 1_002);
      expect(await claim(NOON + 1_001)).toEqual([]);
      expect(await claim(NOON + 1_002)).toMatchObject([{ id: "notice-1", tries: 2 }]);
    });

    test("takes the word of its last claimer only", async () => {
      await store().tell(telling({ notices: [aNotice()] }));
      await claim(NOON);
      await claim(NOON + 1_000);
      const sent = { id: "notice-1", sentAt: NOON + 1_500, error: null, retryAt: null };
      expect(await store().settleNotice({ ...sent, tries: 1 })).toBe(false);
      expect(await store().settleNotice({ ...sent, tries: 2 })).toBe(true);
      expect(await store().settleNotice({ ...sent, tries: 2 })).toBe(false);
      expect(await store().notices({ limit: 9 })).toMatchObject([{ sentAt: NOON + 1_500, sendAfter: null }]);
    });

    test("hands out oldest first, and lists newest first", async () => {
      await store().tell(telling({ notices: ["a", "b", "c"].map(aNotice) }));
      expect((await claim(NOON)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
      expect((await store().notices({ limit: 2 })).map(({ id }) => id)).toEqual(["c", "b"]);
    });

    test("lets go of old notices that wait for nothing", async () => {
      await store().tell(telling({ notices: ["a", "b"].map(aNotice) }));
      await store().claimNotices({
        ...{ channel: "slack-1", now: NOON, leaseUntil: NOON + 1_000, limit: 1 },
      });
      await store().settleNotice({ id: "a", tries: 1, sentAt: null, error: "no", retryAt: null });
      await store().pruneNotices(NOON + 1);
      expect((await store().notices({ limit: 9 })).map(({ id }) => id)).toEqual(["b"]);
    });
  });
}
