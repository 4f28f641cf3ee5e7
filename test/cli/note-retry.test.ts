import { expect, it } from "vitest";
import { tellingOfSkip } from "../../src/cli/note-retry.ts";
import type { Shell } from "../../src/cli/shell.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import { NOON, started } from "../store/build.ts";

it("watches no more once the retry could not be called", async () => {
  const store = openMemoryStore(0);
  const parent = await started(store, { command: "mail", key: "mail", now: NOON });
  const watching = new Set<unknown>();
  const events = {
    subscribe(watch: unknown) {
      watching.add(watch);
      return () => watching.delete(watch);
    },
  };
  const shell = { app: () => Promise.resolve({ events, store }) } as unknown as Shell;
  const call = () => {
    expect(watching.size).toBe(1);
    return Promise.reject(new Error("no line"));
  };
  await expect(tellingOfSkip(parent, shell, call)).rejects.toThrow("no line");
  expect(watching.size).toBe(0);
});
