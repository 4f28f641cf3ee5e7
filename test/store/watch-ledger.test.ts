import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { watchLedger } from "../../src/store/watch-ledger.ts";
import { startRequest, NOON } from "./build.ts";

function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), "errand-watch-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return join(dir, "errand.db");
}

it("tells of a write through another connection, until it is stopped", async () => {
  const file = scratch();
  const [own, other] = [openStore({ file, now: NOON }), openStore({ file, now: NOON })];
  let writes = 0;
  const stop = watchLedger(file, () => (writes += 1));
  await other.begin(startRequest({ key: "k", policy: "allow" }));
  await vi.waitFor(() => expect(writes).toBeGreaterThan(0));
  stop();
  writes = 0;
  await other.begin(startRequest({ key: "k", policy: "allow" }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes).toBe(0);
  own.close();
  other.close();
});

it("tells of nothing, and breaks nothing, where there is no ledger", () => {
  expect(() => watchLedger(scratch(), () => undefined)()).not.toThrow();
});
