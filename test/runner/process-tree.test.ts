import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { addRoot } from "../../src/runner/known-processes.ts";
import { endRunProcesses, findRunProcesses } from "../../src/runner/process-tree.ts";
import { runVariables } from "../../src/runner/run-marks.ts";
import { systemClock } from "../../src/system-clock.ts";

/* What a process was started with is told by /proc, and nowhere else. */
const onLinux = it.runIf(process.platform === "linux");

const runId = newId(Date.now());
const children: ChildProcess[] = [];

async function sleeper(variables: Record<string, string>): Promise<number> {
  const child = spawn("sleep", ["60"], { env: { ...process.env, ...variables }, stdio: "ignore" });
  children.push(child);
  await once(child, "spawn");
  return child.pid!;
}

const pids = (upTo?: number): number[] => findRunProcesses(runId, upTo).map(({ pid }) => pid);

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

onLinux("finds what an attempt and those before it started, and nothing of a later one", async () => {
  const [first, second, unknown] = [
    await sleeper(runVariables(runId, 1)),
    await sleeper(runVariables(runId, 2)),
    await sleeper(runVariables(runId)),
  ];
  expect(pids().toSorted()).toEqual([first, second, unknown].toSorted());
  expect(pids(1).toSorted()).toEqual([first, unknown].toSorted());
});

onLinux("leaves alone what this process knows to be of a later attempt", async () => {
  const pid = await sleeper({});
  const forget = addRoot(runId, pid, 2);
  expect([pids(1), pids(2), pids()]).toEqual([[], [pid], [pid]]);
  forget();
});

onLinux("ends the one and lets the other live", async () => {
  const [first, second] = [await sleeper(runVariables(runId, 1)), await sleeper(runVariables(runId, 2))];
  expect(await endRunProcesses(runId, systemClock, 1)).toEqual([first]);
  expect(pids()).toEqual([second]);
});
