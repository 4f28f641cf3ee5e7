import { describe, expect, it } from "vitest";
import { fc } from "../properties.ts";
import { isCommandError } from "../../src/core/errors.ts";
import {
  isRetryError,
  isSnooze,
  LONGEST_WAIT_MS,
  msUntil,
  RetryError,
  snooze,
} from "../../src/core/retry-error.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

describe("RetryError", () => {
  it("is an expected failure with a cause and an exit code", () => {
    const cause = new Error("503");
    const error = new RetryError("the mail server is busy", { after: 5_000, cause, exitCode: 9 });
    expect(error).toMatchObject({ name: "RetryError", after: 5_000, cause, exitCode: 9 });
    expect(isCommandError(error) && isRetryError(error)).toBe(true);
    expect(new RetryError("again").after).toBeNull();
  });

  it.each([Number.NaN, -1, new Date("never")])("refuses %s, which is no time", (after) => {
    expect(() => new RetryError("x", { after })).toThrow(RangeError);
  });

  it.each([
    ["ms", 1_500, 1_500],
    ["a fraction of a ms", 1.6, 2],
    ["an instant", new Date(NOW + 9_000), 9_000],
    ["an instant past", new Date(NOW - 9_000), 0],
    ["a duration", "1h30m", 5_400_000],
    ["a header's seconds", " 120 ", 120_000],
    ["a header's seconds with a fraction, rounded up", "1.5", 2_000],
    ["a header's fraction of a second, rounded up", "0.5", 1_000],
    ["a header's no seconds", "0", 0],
    ["a header's date", "Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["a header's date of RFC 850", "Sunday, 01-Mar-26 12:00:30 GMT", 30_000],
    ["a header's past date of RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", 0],
    ["a header's date of asctime", "Sun Mar  1 12:00:30 2026", 30_000],
    ["a header's date that is past", "Sun, 06 Nov 1994 08:49:37 GMT", 0],
    ["an ISO instant", "2026-03-01T12:00:30Z", 30_000],
    ["an ISO instant with an offset", "2026-03-01T13:00:30.5+01:00", 30_500],
    ["an ISO date", "2026-03-02", 43_200_000],
    ["a header that is not there", null, null],
    ["a header that says nothing", "soon", null],
    ["a header without a text", "", null],
    ["a thousand years", "99999999999999999999", LONGEST_WAIT_MS],
    ["for ever", Infinity, LONGEST_WAIT_MS],
  ])("takes %s", (_, after, ms) => {
    expect(msUntil(after, NOW)).toBe(ms);
  });
});

describe("a header that says nothing", () => {
  it.each([
    "-5",
    "-1.5",
    "+5",
    "1.",
    "1e3",
    "rubbish 5",
    "5 apples",
    "12/31/2027",
    "Fri, 31 Dec 2027",
    "Fri, 31 Dec 2027 23:59:59",
    "Fri, 31 Dec 2027 23:59:59 CET",
    "Sun, 30 Feb 2027 00:00:00 GMT",
    "Sun, 28 Feb 2027 25:00:00 GMT",
    "Sun Feb 30 00:00:00 2027",
    "2027-02-30",
    "2027-13-01T00:00:00Z",
  ])("is one of %j: it is no date in the past either", (after) => {
    expect(msUntil(after, NOW)).toBeNull();
  });

  it("is all that is neither seconds, a duration nor a date", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_999, max: -1 }), fc.stringMatching(/^[a-z]{1,9}$/), (number, word) => {
        for (const text of [`${number}`, `${number}.5`, `${word} ${-number}`])
          expect(msUntil(text, NOW)).toBeNull();
      }),
    );
  });
});

describe("snooze", () => {
  it("throws what errand knows, from any copy of it", () => {
    const error = caught(() => snooze("10m", "no mail yet"));
    expect(isSnooze(error)).toBe(true);
    expect(error).toMatchObject({ waitMs: 600_000, message: "it put itself off for 10m (no mail yet)" });
    const other = Object.assign(new Error("x"), { [Symbol.for("errand.snooze")]: true, waitMs: 1 });
    expect(isSnooze(other)).toBe(true);
    expect(isSnooze(new Error("x"))).toBe(false);
  });

  it.each([
    ["0s", 1_000, "1s"],
    ["1ms", 1_000, "1s"],
    ["999ms", 1_000, "1s"],
    ["1s", 1_000, "1s"],
    ["1001ms", 1_001, "1001ms"],
  ])("of %s lasts a second at least, so that a run cannot spin", (text, waitMs, said) => {
    const message = `it put itself off for ${said}`;
    expect(caught(() => snooze(text))).toMatchObject({ waitMs, message });
  });

  it.each(["soon", "", "500d"])("refuses %j and names what is legal", (text) => {
    expect(() => snooze(text)).toThrow(/snooze ".*" must be a duration such as 90s/);
    expect(isSnooze(caught(() => snooze(text)))).toBe(false);
  });
});

function caught(act: () => never): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
