import { expect, it } from "vitest";
import { runJson } from "../../src/core/run-json.ts";
import { NOON } from "../store/build.ts";
import { aRun } from "../cli/a-run.ts";

it("has every member that the design names, in times of UTC, with unknowns null", () => {
  const run = aRun({ finishedAt: null, exitCode: null, state: "running", tags: ["nightly"] });
  expect(runJson(run)).toEqual({
    id: run.id,
    command: "essays:check",
    args: {},
    trigger: "manual",
    state: "running",
    reason: null,
    scheduleId: null,
    scheduledFor: null,
    requestedAt: "2026-03-01T12:00:00.000Z",
    startedAt: "2026-03-01T12:00:00.000Z",
    finishedAt: null,
    durationMs: null,
    lateMs: null,
    exitCode: null,
    attempt: 1,
    maxAttempts: 1,
    failures: 0,
    losses: 0,
    queue: null,
    priority: 0,
    runAfter: null,
    expiresAt: null,
    dedupeKey: null,
    limitKey: null,
    workflowId: null,
    parentId: null,
    error: null,
    result: null,
    progress: null,
    dryRun: false,
    actor: "ada",
    host: "web-1",
    pid: 100,
    tags: ["nightly"],
    concurrencyKey: "essays:check",
    cancelRequestedAt: null,
    cancelRequestedBy: null,
  });
});

it("counts from the first line to the last, not from the asking", () => {
  const run = aRun({ requestedAt: NOON - 9_000, startedAt: NOON, finishedAt: NOON + 1_500 });
  expect(runJson(run).durationMs).toBe(1_500);
});

it("calls a run of a schedule late by what it started after its tick, and no other run", () => {
  const tick = { scheduledFor: NOON - 250, startedAt: NOON };
  expect(runJson(aRun({ ...tick, scheduleId: "essays:check#0" })).lateMs).toBe(250);
  // `--as-of` says for when a person wants it to run, which may be years ago.
  expect(runJson(aRun(tick)).lateMs).toBeNull();
});
