import { afterEach, expect, it, vi } from "vitest";
import { importGuarded } from "../../src/config/import-guard.ts";

let gates = 0;

/** A module that is there when the test says so. */
function gate(): { url: string; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const name = `gate${(gates += 1)}`;
  vi.stubGlobal(name, promise);
  return { url: `data:text/javascript,await globalThis.${name};`, open: resolve };
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["first", [0, 1]],
  ["last", [1, 0]],
])("lets a process exit again when imports overlapped, and the %s to begin ended first", async (_, order) => {
  const { exit } = process;
  const both = [gate(), gate()];
  const imports = both.map(({ url }) => importGuarded(url));
  for (const [ended, index] of order.entries()) {
    both[index]?.open();
    await imports[index];
    expect(process.exit === exit).toBe(ended === 1);
  }
});

it("refuses a module that exits as it loads while another one loads", async () => {
  const { url, open } = gate();
  const other = importGuarded(url);
  await expect(importGuarded("data:text/javascript,process.exit(3)")).rejects.toThrow(
    "it called process.exit(3) while it was imported",
  );
  open();
  await other;
});

it("listens once for all imports that go on, and to the end of the last", async () => {
  const before = process.listenerCount("beforeExit");
  const many = Array.from({ length: 20 }, gate);
  const imports = many.map(({ url }) => importGuarded(url));
  expect(process.listenerCount("beforeExit")).toBe(before + 1);
  for (const { open } of many) open();
  await Promise.all(imports);
  expect(process.listenerCount("beforeExit")).toBe(before);
});
