import { describe, expect, it, vi } from "vitest";
import { USUAL_RETRIES, type Advice, type Decision } from "../../src/core/retry.ts";
import type { Exit } from "../../src/runner/executor.ts";
import { nextStep, type EndedPlan } from "../../src/runner/next-step.ts";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";
import { announceStep, writeStep } from "../../src/runner/take-step.ts";
import type { Verdict } from "../../src/runner/verdict.ts";
import { aRun } from "../cli/a-run.ts";
import { closing, NOON } from "../store/build.ts";

const error = { name: "Error", message: "no route", stack: null };
const FAILED: Verdict = { outcome: "failed", reason: null, exitCode: 1, signal: null, error, result: null };
const before = aRun({ state: "running", queue: "mail", attempt: 1, maxAttempts: 3 });
const plan: EndedPlan = { run: before, masker: createSecretMasker(["hunter2"]), retry: USUAL_RETRIES };
const RETRY: Advice = { kind: "retry", waitMs: 12_000, note: null };
const said = (advice: Advice | null, verdict = FAILED): Exit => ({ kind: "judged", verdict, advice });

describe("the next step", () => {
  it("is what the attempt advised", () => {
    expect(nextStep(plan, said(RETRY), FAILED)).toMatchObject({ kind: "requeue", waitMs: 12_000 });
  });

  it("goes by the rules when the attempt could say nothing", () => {
    const rules = { ...USUAL_RETRIES, abortOn: [1] };
    expect(nextStep(plan, null, FAILED)).toMatchObject({ kind: "requeue", outcome: "failed" });
    expect(nextStep({ ...plan, retry: rules }, null, FAILED)).toMatchObject({ kind: "finish" });
  });

  it("knows a hard limit by the name of its error", () => {
    const rules = { ...USUAL_RETRIES, retryOn: ["TimeoutError"] };
    const late: Verdict = { ...FAILED, outcome: "timed_out", exitCode: 137 };
    expect(nextStep({ ...plan, retry: rules }, null, late)).toMatchObject({ kind: "requeue" });
    expect(nextStep({ ...plan, retry: rules }, null, FAILED)).toMatchObject({ kind: "finish" });
  });

  it("is the end of work that was done after its limit, wherever it lived", () => {
    const done: Verdict = {
      ...FAILED,
      outcome: "succeeded",
      exitCode: 0,
      error: null,
      result: { partial: true },
    };
    const late: Verdict = { ...done, outcome: "timed_out", exitCode: 124, reason: "its limit of 1s ran out" };
    const note = "not tried again: its work was done, and its result would be the same";
    expect(nextStep(plan, said(null, done), late)).toEqual({ kind: "finish", note });
    expect(nextStep(plan, { kind: "returned", value: undefined }, late)).toEqual({ kind: "finish", note });
    expect(nextStep(plan, said(null, late), late)).toMatchObject({ kind: "requeue" });
  });

  it("is the end in the foreground, whatever the attempt says", () => {
    const { run, masker } = plan;
    expect(nextStep({ run, masker }, said(RETRY), FAILED)).toMatchObject({ kind: "finish" });
    const putOff: Verdict = { ...FAILED, outcome: "interrupted" };
    const snooze: Advice = { kind: "snooze", waitMs: 5 };
    expect(nextStep({ run, masker }, said(snooze, putOff), putOff)).toEqual({ kind: "finish", note: null });
  });

  it("has no secret in its note", () => {
    const note = 'its backoff() said "hunter2", which is no duration';
    expect(nextStep(plan, said({ ...RETRY, note }), FAILED).note).not.toContain("hunter2");
  });
});

const AGAIN: Decision = { kind: "requeue", outcome: "failed", waitMs: 12_000, note: "odd" };

describe("the last word on an attempt", () => {
  const store = { finish: vi.fn(async () => true), requeue: vi.fn(async () => true) };
  const end = closing(before, { outcome: "failed", error, finishedAt: NOON });

  it("queues the run again and says when and why, the attempt too where its rules were odd", async () => {
    await writeStep(store, end, { before, verdict: FAILED, step: AGAIN });
    expect(store.requeue).toHaveBeenLastCalledWith(
      { ...end, reason: "odd" },
      {
        runAfter: NOON + 12_000,
        reason: "failed (attempt 1 of 3), again at 2026-03-01T12:00:12.000Z: no route; odd",
      },
    );
    await writeStep(store, end, { before, verdict: FAILED, step: { ...AGAIN, note: null } });
    expect(store.requeue).toHaveBeenLastCalledWith(end, expect.anything());
  });

  it("adds to the reason of what is over why no more is tried", async () => {
    const step: Decision = { kind: "finish", note: "not tried again" };
    await writeStep(store, { ...end, reason: "exit 3" }, { before, verdict: FAILED, step });
    expect(store.finish).toHaveBeenCalledWith({ ...end, reason: "exit 3; not tried again" });
  });
});

describe("the event", () => {
  const queued = { ...before, state: "queued" as const };
  const over = { ...before, state: "failed" as const };

  it.each([
    ["that it is tried again", queued, AGAIN, true, "run.retrying"],
    ["that it was interrupted", queued, { ...AGAIN, outcome: "interrupted" as const }, true, "run.requeued"],
    ["that it is over", over, { kind: "finish", note: null }, true, "run.finished"],
    ["that it is over by somebody else's word", over, AGAIN, false, "run.finished"],
    ["nothing of a run that goes on by somebody else's word", queued, AGAIN, false, undefined],
  ] as const)("says %s", (_, run, step, held, type) => {
    expect(announceStep(run, { step, verdict: FAILED, held })?.type).toBe(type);
  });
});
