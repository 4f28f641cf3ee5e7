import { describe, expect, test } from "vitest";
import type { ErrandProcess } from "../../../src/store/work-store.ts";
import type { CurrentStore } from "../conformance.ts";
import { NOON, owner } from "../build.ts";

export function describeProcesses(store: CurrentStore): void {
  const scheduler = (wish: Partial<ErrandProcess> = {}): ErrandProcess => ({
    id: "scheduler-1",
    kind: "scheduler",
    queues: null,
    owner: owner(100),
    startedAt: NOON,
    heartbeatAt: NOON,
    stoppedAt: null,
    ...wish,
  });
  const ids = async (since: number): Promise<string[]> =>
    (await store().processes({ since })).map(({ id }) => id);

  describe("processes that tick", () => {
    test("are kept as they were last heard of, one row each", async () => {
      await store().beat(scheduler());
      const later = scheduler({ heartbeatAt: NOON + 5, stoppedAt: NOON + 5 });
      await store().beat(later);
      expect(await store().processes({ since: 0 })).toEqual([later]);
    });

    test("that come one after another under one id share its row", async () => {
      await store().beat(scheduler({ id: "tick@web-1", kind: "tick" }));
      const next = scheduler({ id: "tick@web-1", kind: "tick", owner: owner(101), startedAt: NOON + 60_000 });
      await store().beat(next);
      expect(await store().processes({ since: 0 })).toEqual([next]);
    });

    test("are told by when they were last heard of, the latest first", async () => {
      for (const [index, id] of ["a", "b", "c"].entries())
        await store().beat(scheduler({ id, heartbeatAt: NOON + index }));
      expect(await ids(NOON + 1)).toEqual(["c", "b"]);
      expect(await ids(NOON + 3)).toEqual([]);
    });
  });

  describe("the version", () => {
    test("stands still while nobody else writes", async () => {
      const before = store().version();
      await store().beat(scheduler());
      expect(store().version()).toBe(before);
    });
  });
}
