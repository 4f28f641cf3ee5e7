import { describe, expect, it } from "vitest";
import { fc } from "../properties.ts";
import { hostile } from "../hostile.ts";
import { DEFAULT_BACKOFF } from "../../src/core/backoff.ts";
import { CommandError } from "../../src/core/errors.ts";
import { LONGEST_WAIT_MS, RetryError, snooze } from "../../src/core/retry-error.ts";
import { advise, policyOf, type AdviseOptions } from "../../src/runner/advise.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

class NetworkError extends Error {}
class DnsError extends NetworkError {}
/** The same class of another copy of its package. */
const Foreign = { NetworkError: class NetworkError extends Error {} }.NetworkError;

/** What a failed `exec` throws. */
function ofProgram(programExitCode: number): CommandError {
  return Object.assign(new CommandError("sh exited"), { programExitCode });
}

function adviseOn(error: unknown, rules: AdviseOptions["rules"] = {}, failures = 1) {
  return advise({ kind: "threw", error }, { rules, failures, now: NOW, random: 0.5 });
}

describe("a failure is matched", () => {
  it.each([
    ["by its class", new NetworkError("x"), NetworkError, true],
    ["by a class above its own", new DnsError("x"), NetworkError, true],
    ["by no class below its own", new NetworkError("x"), DnsError, false],
    ["by a class of another copy with the same name", new Foreign("x"), NetworkError, true],
    ["by its code", Object.assign(new Error("x"), { code: "ECONNRESET" }), "ECONNRESET", true],
    ["by its name", new TypeError("x"), "TypeError", true],
    ["by the name of its class", new DnsError("x"), "NetworkError", true],
    ["by what it was caused by", new TypeError("x", { cause: new DnsError("y") }), NetworkError, true],
    ["by its exit code", new CommandError("x", { exitCode: 75 }), 75, true],
    ["by no other exit code", new CommandError("x", { exitCode: 75 }), 76, false],
    ["by the exit code of its program", ofProgram(75), 75, true],
    ["by no other exit code of its program", ofProgram(75), 76, false],
    ["by its own exit code beside its program's", ofProgram(75), 1, true],
    ["by the program of its cause", new CommandError("x", { exitCode: 3, cause: ofProgram(75) }), 75, true],
    [
      "by no number that another error calls its code",
      Object.assign(new Error("x"), { code: 75 }),
      75,
      false,
    ],
    ["by exit code 1 when it has none", new Error("x"), 1, true],
    ["by none of these when it is no error", "a text", "Error", false],
    ["by exit code 1 when it is no error", "a text", 1, true],
  ])("%s", (_, error, match, fits) => {
    expect(adviseOn(error, { abortOn: match }).kind).toBe(fits ? "never" : "retry");
    expect(adviseOn(error, { retryOn: [match] }).kind).toBe(fits ? "retry" : "never");
  });

  it("by the exit code that the command set", () => {
    const options = { rules: { abortOn: 3 }, failures: 1, now: NOW, random: 0 };
    expect(advise({ kind: "exited", code: 3 }, options).kind).toBe("never");
    expect(advise({ kind: "exited", code: 4 }, options).kind).toBe("retry");
    expect(advise({ kind: "left", code: 3 }, options).kind).toBe("never");
    expect(advise({ kind: "left", code: 4 }, options).kind).toBe("retry");
  });

  it("by abortOn before retryOn", () => {
    expect(adviseOn(new DnsError("x"), { retryOn: NetworkError, abortOn: DnsError }).kind).toBe("never");
  });
});

describe("what nobody should throw", () => {
  it("is advised on, whatever it is", () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const error = make();
        const advice = adviseOn(error, { retryOn: [NetworkError, "ECONNRESET", 75], abortOn: DnsError });
        if (advice.kind !== "never") expect(advice.waitMs).toBeGreaterThanOrEqual(0);
        expect(adviseOn(error, { backoff: () => error as string })).toMatchObject({
          kind: expect.any(String),
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it("is tried again as usual where the rules themselves are at fault, and says so", () => {
    const arrow = (() => true) as unknown as typeof Error;
    const note = expect.stringMatching(/^its rules of retrying threw TypeError: /);
    expect(adviseOn(new Error("x"), { retryOn: arrow })).toEqual({ kind: "retry", waitMs: 5_000, note });
    class Odd extends Error {
      static override [Symbol.hasInstance](): boolean {
        throw Object.create(null) as Error;
      }
    }
    expect(adviseOn(new Error("x"), { abortOn: Odd })).toMatchObject({
      note: "its rules of retrying threw an object that has no text, so it waits as usual",
    });
  });

  it("is tried again as usual where backoff() throws what has no text", () => {
    const backoff = (): string => {
      throw Object.create(null) as Error;
    };
    expect(adviseOn(new Error("x"), { backoff })).toMatchObject({
      waitMs: 5_000,
      note: "its backoff() threw an object that has no text, so it waits as usual",
    });
  });
});

describe("the wait", () => {
  it("grows with the failures, with full jitter", () => {
    expect(adviseOn(new Error("x"))).toEqual({ kind: "retry", waitMs: 5_000, note: null });
    expect(adviseOn(new Error("x"), {}, 3)).toMatchObject({ waitMs: 20_000 });
  });

  it("is as the command says", () => {
    const backoff = { kind: "linear", base: "1m", cap: "90s", jitter: false } as const;
    expect(adviseOn(new Error("x"), { backoff }, 1)).toMatchObject({ waitMs: 60_000 });
    expect(adviseOn(new Error("x"), { backoff }, 2)).toMatchObject({ waitMs: 90_000 });
  });

  it("is what its function says, of this failure", () => {
    const error = new Error("x");
    const backoff = (failed: { error: unknown; failures: number }): string =>
      failed.error === error ? `${failed.failures}m` : "9h";
    expect(adviseOn(error, { backoff }, 2)).toEqual({ kind: "retry", waitMs: 120_000, note: null });
  });

  it.each([
    ["no duration", () => "soon", 'its backoff() said "soon", which is no duration, so it waits as usual'],
    ["less", () => "-5s", 'its backoff() said "-5s", which is no duration, so it waits as usual'],
    ["a number", () => NaN as never, "its backoff() said NaN, which is no duration, so it waits as usual"],
    [
      "what is no JSON",
      () => 1n as never,
      "its backoff() said 1, which is no duration, so it waits as usual",
    ],
    [
      "nothing",
      () => undefined as never,
      "its backoff() said nothing, which is no duration, so it waits as usual",
    ],
    [
      "its own error",
      () => {
        throw new Error("oops");
      },
      "its backoff() threw Error: oops, so it waits as usual",
    ],
  ])("is the usual one when its function answers with %s, and the reason says so", (_, backoff, note) => {
    expect(adviseOn(new Error("x"), { backoff })).toEqual({ kind: "retry", waitMs: 5_000, note });
  });

  it.each([
    ["soon", '"soon"'],
    ["-5", '"-5"'],
    ["rubbish 5", '"rubbish 5"'],
    [NaN, "NaN"],
    [-1, "-1"],
    [{}, "{}"],
    [new Date(NaN), "null"],
  ])("is by its backoff when a RetryError asks for %s, and the reason says so", (after, word) => {
    const error = Object.assign(new RetryError("busy"), { after });
    const note = `its RetryError's after ${word} is no time, so its backoff counts`;
    expect(adviseOn(error, { backoff: () => "1s" })).toEqual({ kind: "retry", waitMs: 1_000, note });
    expect(adviseOn(error, { backoff: () => "x" })).toMatchObject({
      note: `${note}; its backoff() said "x", which is no duration, so it waits as usual`,
    });
  });

  it.each([null, undefined, "", " "])("is by its backoff without a word where %j was asked for", (after) => {
    const error = Object.assign(new RetryError("busy"), { after });
    expect(adviseOn(error, { backoff: () => "1s" })).toEqual({ kind: "retry", waitMs: 1_000, note: null });
  });

  it("is no longer than a year, whatever a function says", () => {
    expect(adviseOn(new Error("x"), { backoff: () => "9000d" })).toMatchObject({ waitMs: LONGEST_WAIT_MS });
  });

  it("is what a RetryError asks for, before every other rule but abortOn", () => {
    const error = new RetryError("busy", { after: "120" });
    const rules = { backoff: () => "1s", retryOn: NetworkError };
    expect(adviseOn(error, rules)).toEqual({ kind: "retry", waitMs: 120_000, note: null });
    expect(adviseOn(new RetryError("busy"), { backoff: () => "1s" })).toMatchObject({ waitMs: 1_000 });
    expect(adviseOn(error, { abortOn: RetryError }).kind).toBe("never");
  });
});

it("puts off what snoozes, whatever the rules say", () => {
  expect(
    adviseOn(
      caught(() => snooze("10m")),
      { abortOn: Error },
    ),
  ).toEqual({ kind: "snooze", waitMs: 600_000 });
});

it("does not repeat work that was done and whose result is no JSON", () => {
  const options = { rules: {}, failures: 1, now: NOW, random: 0 };
  expect(advise({ kind: "returned", value: 1n }, options)).toMatchObject({ kind: "never" });
});

it("tells another process the rules as far as they are data", () => {
  expect(policyOf({})).toEqual({ backoff: DEFAULT_BACKOFF, retryOn: null, abortOn: [] });
  expect(
    policyOf({ backoff: () => "1s", retryOn: [NetworkError, "ECONNRESET", 75], abortOn: NetworkError }),
  ).toEqual({
    backoff: DEFAULT_BACKOFF,
    retryOn: ["NetworkError", "ECONNRESET", 75],
    abortOn: ["NetworkError"],
  });
  expect(policyOf({ backoff: { kind: "fixed", base: "2s" } }).backoff).toEqual({
    ...DEFAULT_BACKOFF,
    kind: "fixed",
    baseMs: 2_000,
  });
});

function caught(act: () => never): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
