import { describe, expect, it } from "vitest";
import { whyEnded } from "../../src/core/why-ended.ts";

const error = { message: "no essays" };
const reason = "its limit of 5m ran out";

describe("why a run ended", () => {
  it.each([
    ["failed", { reason, error }, "no essays"],
    ["failed", { reason, error: null }, reason],
    ["timed_out", { reason, error }, reason],
    ["timed_out", { reason: null, error }, "no essays"],
    ["cancelled", { reason, error }, reason],
    ["lost", { reason: null, error: null }, null],
  ] as const)("is for one that is %s with %o: %s", (how, said, why) => {
    expect(whyEnded(how, said)).toBe(why);
  });
});
