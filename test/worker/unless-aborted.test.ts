import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { unlessAborted } from "../../src/worker/unless-aborted.ts";

it("hands on the work's value, and leaves nothing on the signal", async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve(3), signal)).toBe(3);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("hands on the work's error", async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
});

it.each(["before", "meanwhile"])("is null when the signal aborts %s", async (when) => {
  const abort = new AbortController();
  if (when === "before") abort.abort();
  const answer = unlessAborted(new Promise(() => undefined), abort.signal);
  abort.abort();
  expect(await answer).toBeNull();
});
