import { describe, expect, it } from "vitest";
import { fc } from "../properties.ts";
import { hostile } from "../hostile.ts";
import { CommandError } from "../../src/core/errors.ts";
import type { Exit } from "../../src/runner/executor.ts";
import { isEcho } from "../../src/runner/is-echo.ts";
import { maskVerdict } from "../../src/runner/mask-verdict.ts";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";
import type { Verdict } from "../../src/runner/verdict.ts";
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

/** All of it may be bound to a row. */
function expectWritable({ outcome, reason, exitCode, error, result }: Verdict): void {
  expect(["succeeded", "failed", "interrupted"]).toContain(outcome);
  expect(Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255).toBe(true);
  expect(reason === null || typeof reason === "string").toBe(true);
  if (error) {
    expect([typeof error.name, typeof error.message]).toEqual(["string", "string"]);
    expect(error.stack === null || typeof error.stack === "string").toBe(true);
  }
  expect(typeof JSON.stringify(result)).toBe("string");
}

describe("classify, of what nobody should throw or return", () => {
  const masker = createSecretMasker(["looked"]);

  it("says something that a row can hold, whatever it is", () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (make, isThrown) => {
        const value = make();
        const exit: Exit = isThrown ? { kind: "threw", error: value } : { kind: "returned", value };
        expectWritable(maskVerdict(classify(exit, null), masker));
        expect(classify(exit, timeout).outcome).toBe("timed_out");
        expect(typeof isEcho(exit, AbortSignal.abort())).toBe("boolean");
      }),
      { numRuns: 2_000 },
    );
  });

  const threw = (error: unknown): Verdict => classify({ kind: "threw", error }, null);

  it("calls what has no text by its type", () => {
    expect(threw(Object.create(null)).error).toMatchObject({
      name: "NonError",
      message: "threw an object that has no text, which is no Error",
    });
  });

  it("tells of an error that is its own cause once, and of no more causes than somebody reads", () => {
    const own = new Error("round and round");
    own.cause = own;
    expect(threw(own).error?.stack).not.toContain("Caused by");
    const chain = Array.from({ length: 50 }).reduce<Error>(
      (cause, _, at) => new Error(`link ${at}`, { cause }),
      new Error("the first"),
    );
    expect(threw(chain).error?.stack?.match(/Caused by/g)).toHaveLength(9);
  });

  it("makes text of a message and a name that are none", () => {
    const odd = Object.assign(new Error("x"), { message: 42, name: { a: 1 }, stack: ["at home"] });
    expect(threw(odd).error).toEqual({ name: "Error", message: "42", stack: null });
  });

  it("takes no exit code from an expected failure that is none", () => {
    const odd = Object.defineProperty(new CommandError("x"), "exitCode", { value: "seven" });
    expect(threw(odd)).toMatchObject({ exitCode: 1, error: { name: "CommandError", message: "x" } });
  });

  it.each([
    [Object.create(Object.create(null) as object), "result is a class instance: a result must be JSON"],
    [
      {
        get found() {
          throw new Error("not now");
        },
      },
      "result.found is a value that throws when it is read (Error: not now): a result must be JSON",
    ],
    [
      Object.defineProperty({}, "toJSON", { value: () => undefined }),
      expect.stringMatching(/^result cannot be written as JSON \(/),
    ],
  ])("fails a result that cannot be read, naming the place", (value, message) => {
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
