import { describe, expect, test } from "vitest";
import type { CurrentStore } from "../conformance.ts";
import { finished, NOON } from "../build.ts";

export function describeChores(store: CurrentStore): void {
  describe("claimChore", () => {
    test("is true for one caller per period", async () => {
      const claim = (now: number, name = "prune") => store().claimChore(name, now, 1_000);
      expect(await claim(NOON)).toBe(true);
      expect(await claim(NOON)).toBe(false);
      expect(await claim(NOON + 999)).toBe(false);
      expect(await claim(NOON + 999, "other")).toBe(true);
      expect(await claim(NOON + 1_000)).toBe(true);
      expect(await claim(NOON + 1_999)).toBe(false);
    });

    test("does not mind a caller whose clock is a little behind", async () => {
      await store().claimChore("prune", NOON, 1_000);
      expect(await store().claimChore("prune", NOON - 500, 1_000)).toBe(false);
    });

    test("is not stopped for years by a clock that was wrong once", async () => {
      await store().claimChore("prune", NOON + 10 * 365 * 86_400_000, 1_000);
      expect(await store().claimChore("prune", NOON, 1_000)).toBe(true);
      expect(await store().claimChore("prune", NOON, 1_000)).toBe(false);
    });
  });

  describe("inspect", () => {
    test.each([true, false])("tells what the ledger is and finds nothing wrong (deep: %s)", async (deep) => {
      await finished(store(), { args: { word: "zebra" } });
      const facts = await store().inspect(deep);
      expect(facts).toMatchObject({ runs: 1, problems: [] });
      expect(facts.engine).not.toBe("");
      expect(facts.location).not.toBe("");
      expect(facts.bytes).toBeGreaterThan(0);
      expect(facts.schemaVersion).toBeGreaterThan(0);
    });
  });

  describe("recordAudit", () => {
    test("takes an entry with a note and without", async () => {
      const entry = { at: NOON, actor: "ada", action: "prune", target: "120 runs" };
      await expect(store().recordAudit({ ...entry, note: "by hand" })).resolves.toBeUndefined();
      await expect(store().recordAudit({ ...entry, note: null })).resolves.toBeUndefined();
    });
  });
}
