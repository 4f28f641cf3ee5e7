import { describe, expect, it } from "vitest";
import { CommandError } from "../../src/core/errors.ts";
import type { Exit } from "../../src/runner/executor.ts";
import { classify, exitedFromWithin, neverSettled, type Cause } from "../../src/runner/outcome.ts";

const timeout: Cause = { outcome: "timed_out", reason: "its limit ran out", exitCode: 124, forced: false };
const returned: Exit = { kind: "returned", value: { found: 3 } };

describe("classify, with no cause from outside", () => {
  it.each<[string, Exit, object]>([
    ["a result", returned, { outcome: "succeeded", exitCode: 0, result: { found: 3 }, reason: null }],
    ["no result", { kind: "returned", value: undefined }, { outcome: "succeeded", result: null }],
    ["null", { kind: "returned", value: null }, { outcome: "succeeded", result: null }],
    ["exit code 0", { kind: "exited", code: 0 }, { outcome: "succeeded", exitCode: 0 }],
    [
      "exit code 3",
      { kind: "exited", code: 3 },
      { outcome: "failed", exitCode: 3, reason: "exited with code 3" },
    ],
    [
      "a signal",
      { kind: "signalled", signal: "SIGSEGV" },
      { outcome: "failed", exitCode: 139, signal: "SIGSEGV", reason: "ended by SIGSEGV" },
    ],
    [
      "a signal of which more is known",
      { kind: "signalled", signal: "SIGABRT", reason: "it ran out of memory" },
      { outcome: "failed", exitCode: 134, signal: "SIGABRT", reason: "it ran out of memory" },
    ],
    ["what was judged elsewhere", { kind: "judged", verdict: neverSettled(), advice: null }, neverSettled()],
    ["process.exit(3) in a process of its own", { kind: "left", code: 3 }, exitedFromWithin(3)],
    [
      "a program that is not there",
      { kind: "unstartable", error: Object.assign(new Error("pg_dmp: not found"), { code: "ENOENT" }) },
      { outcome: "failed", exitCode: 127 },
    ],
    [
      "a program that may not be executed",
      { kind: "unstartable", error: Object.assign(new Error("denied"), { code: "EACCES" }) },
      { outcome: "failed", exitCode: 126 },
    ],
  ])("judges %s", (_, exit, verdict) => {
    expect(classify(exit, null)).toMatchObject(verdict);
  });

  it("keeps an expected failure to one line and its own exit code", () => {
    const { error, exitCode } = classify(
      { kind: "threw", error: new CommandError("no essays", { exitCode: 7 }) },
      null,
    );
    expect(error).toEqual({ name: "CommandError", message: "no essays", stack: null });
    expect(exitCode).toBe(7);
  });

  it("keeps the stack of an error that nobody expected, and the stacks of its causes", () => {
    const thrown = new TypeError("above", { cause: new Error("below") });
    const { error, exitCode, outcome } = classify({ kind: "threw", error: thrown }, null);
    expect(outcome).toBe("failed");
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ name: "TypeError", message: "above" });
    expect(error!.stack).toMatch(/outcome\.test[^]*Caused by: Error: below/);
  });

  it.each([["oops"], [undefined], [42], [null], [{ a: 1 }]])("names a thrown %j for what it is", (thrown) => {
    expect(classify({ kind: "threw", error: thrown }, null).error?.message).toMatch(/which is no Error$/);
  });

  it.each([
    [{ at: new Date(0) }, "result.at is a Date instance: a result must be JSON"],
    [[() => 1], "result[0] is function: a result must be JSON"],
    [10n, "result is bigint: a result must be JSON"],
  ])("fails a result that is not JSON, naming the place", (value, message) => {
    const verdict = classify({ kind: "returned", value }, null);
    expect(verdict).toMatchObject({ outcome: "failed", exitCode: 1, result: null, error: { message } });
  });
});

describe("classify, with a cause from outside", () => {
  it("lets the cause outrank what the work said afterwards, and keeps what it said", () => {
    const verdict = classify(returned, timeout);
    expect(verdict).toMatchObject({ outcome: "timed_out", exitCode: 124, result: { found: 3 } });
    const threw = classify({ kind: "threw", error: new Error("cleanup failed") }, timeout);
    expect(threw).toMatchObject({ outcome: "timed_out", error: { message: "cleanup failed" } });
  });

  it("says that force was needed", () => {
    expect(classify(null, { ...timeout, forced: true }).reason).toMatch(/ended by force$/);
  });
});

describe("ends that no promise tells of", () => {
  it("calls a promise that nothing could settle a failure, though Node would exit with 0", () => {
    expect(classify(null, null)).toEqual(neverSettled());
    expect(neverSettled()).toMatchObject({ outcome: "failed", exitCode: 1 });
  });

  it("believes process.exit", () => {
    expect(exitedFromWithin(0)).toMatchObject({ outcome: "succeeded", exitCode: 0 });
    expect(exitedFromWithin(3)).toMatchObject({
      outcome: "failed",
      exitCode: 3,
      reason: "process.exit(3) in the command",
    });
  });
});
