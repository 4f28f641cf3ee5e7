import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import { isKnown } from "../../src/runner/known-processes.ts";
import { watchChildren, type ChildWatch } from "../../src/runner/watch-children.ts";

function watch(runId: string): ChildWatch {
  const watching = watchChildren(runId);
  onTestFinished(watching.stop);
  return watching;
}

function start(): ChildProcess & { pid: number } {
  const child = spawn("sleep", ["60"], { env: {}, stdio: "ignore" });
  onTestFinished(() => void child.kill());
  if (child.pid === undefined) throw new Error("sleep did not start");
  return Object.assign(child, { pid: child.pid });
}

const knows = (runId: string, pid: number): boolean => isKnown(runId, { pid, parent: 0, startedAt: "" });

it("makes a child a root of the run, until it ends", async () => {
  const children = watch("r1");
  expect(children.any()).toBe(false);
  const child = start();
  expect(children.any()).toBe(true);
  await vi.waitUntil(() => knows("r1", child.pid));
  child.kill();
  await once(child, "exit");
  expect(knows("r1", child.pid)).toBe(false);
});

it("does not guess whose a child is while two runs live here", async () => {
  const [first, second] = [watch("r1"), watch("r2")];
  const child = start();
  second.stop();
  const later = start();
  await vi.waitUntil(() => knows("r1", later.pid));
  expect([knows("r1", child.pid), knows("r2", child.pid)]).toEqual([false, false]);
  expect([first.any(), second.any()]).toEqual([true, true]);
});

it("passes over what is started when the run is over", async () => {
  const children = watch("r1");
  children.stop();
  start();
  expect(children.any()).toBe(false);
});
