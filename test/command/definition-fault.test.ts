import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import { findDefinitionFault } from "../../src/command/definition-fault.ts";

/** As plain JavaScript may call it. */
const faultOf = (more: object) => findDefinitionFault(defineCommand({ summary: "x", run() {}, ...more }));

describe("definitions", () => {
  it.each([
    {},
    { args: z.object({ a: z.string() }), positional: ["a"], examples: ["--a b"], description: "x" },
    { overlap: "wait", overlapKey: () => "x", timeout: "5m", killAfter: "1s" },
    { timeout: undefined },
    { timeout: "1ms", killAfter: "0s" },
    { retryOn: [1, 255, "ECONNRESET", TypeError], abortOn: 75 },
    { retryOn: [], abortOn: [] },
    { memory: "64MB", backoff: { base: "1m", cap: "1m" } },
    { memory: "65536KB", backoff: { base: "1h" } },
    { backoff: { cap: "1s" } },
    { backoff: () => "1s" },
    { schedule: { every: "1h" } },
    {
      schedule: [
        { id: "a", every: "1h" },
        { id: "b", cron: 5 },
      ],
    },
  ])("that are right: %#", (more) => expect(faultOf(more)).toBeUndefined());

  it.each([
    [{ summary: "" }, 'summary "" must be one line of text'],
    [{ summary: "a\nb" }, 'summary "a\\nb" must be one line of text'],
    [{ summary: undefined }, "summary undefined must be one line of text"],
    [{ run: 5 }, "run 5 must be a function"],
    [{ args: z.string() }, /^args .* must be a zod 4 object/],
    [{ args: { a: "string" } }, 'args {"a":"string"} must be a zod 4 object: z.object({ … })'],
    [{ positional: "a" }, 'positional "a" must be a list of members of args'],
    [{ examples: [1] }, "examples [1] must be a list of texts"],
    [{ overlap: "never" }, 'overlap "never" must be one of allow, skip, wait, replace'],
    [{ overlapKey: "x" }, 'overlapKey "x" must be a function of args'],
    [{ timeout: 5000 }, "timeout 5000 must be a duration such as 90s, 15m, 1h30m, 14d or 2w"],
    [
      { timeout: "0s" },
      'timeout "0s" must be a duration such as 90s, 15m, 1h30m, 14d or 2w, and longer than 0: leave it out for the usual one',
    ],
    [
      { retryOn: [0] },
      "retryOn [0] must be error classes, error codes or names, or exit codes from 1 to 255",
    ],
    [{ retryOn: [NaN, 75] }, /^retryOn .* must be error classes/],
    [{ retryOn: [75, 256] }, /^retryOn \[75,256\] must be error classes/],
    [{ retryOn: -1 }, /^retryOn -1 must be error classes/],
    [{ abortOn: 1.5 }, /^abortOn 1.5 must be error classes/],
    [{ abortOn: ["EAUTH", ""] }, /^abortOn \["EAUTH",""\] must be error classes/],
    [{ abortOn: " " }, /^abortOn " " must be error classes/],
    [{ killAfter: "soon" }, 'killAfter "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    [
      { schedule: "0 8 * * *" },
      'schedule "0 8 * * *" must be an object such as { cron: "0 8 * * *" }, or a list of them',
    ],
    [{ schedule: [{ every: "1h" }, null] }, /^schedule \[\{"every":"1h"\},null\] must be an object/],
    [
      { memory: "1KB" },
      'memory "1KB" must be a size such as 512MB or 2GB, 64MB at least: Node alone takes most of that',
    ],
    [{ memory: "63.999MB" }, /^memory "63.999MB" must be .* 64MB at least/],
    [{ memory: "512MB", isolation: "inline" }, /^memory cannot limit an inline command/],
    [
      { backoff: { base: "10m", cap: "1m" } },
      'backoff base "10m" must be no longer than its cap "1m": write cap: "10m" or more',
    ],
    [
      { backoff: { kind: "fixed", base: "2h" } },
      'backoff base "2h" must be no longer than the usual cap of 1h: write cap: "2h" or more',
    ],
    [{ timeOut: "5m" }, 'defineCommand knows no "timeOut"; did you mean "timeout"?'],
    [{ whatever: 1 }, /^defineCommand knows no "whatever"; keys are summary, run/],
  ])("%j", (more, fault) => expect(faultOf(more)).toMatch(fault));
});
