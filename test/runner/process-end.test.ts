import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { awaitEnd } from "../../src/runner/process-end.ts";
import { systemClock } from "../../src/system-clock.ts";
import { standStill } from "./stand-still.ts";

test("what a process said before it ended is heard, however long this process stood still after the end", async () => {
  let heard = 0;
  const child = Object.assign(new EventEmitter(), { stdio: [] }) as unknown as ChildProcess;
  const ended = awaitEnd(child, { clock: systemClock, pieces: () => heard });
  await standStill(
    300,
    () => child.emit("exit", 0, null),
    () => (heard += 1),
  );
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(heard).toBe(1);
});
