import { expect, it } from "vitest";
import { maskVerdict } from "../../src/runner/mask-verdict.ts";
import type { Verdict } from "../../src/runner/verdict.ts";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";

const verdict: Verdict = {
  outcome: "failed",
  reason: "hunter2 was refused",
  exitCode: 1,
  signal: null,
  error: { name: "Error", message: "login with hunter2", stack: "Error: login with hunter2\n    at x" },
  result: { key: "hunter2", list: ["a hunter2", 1, null, true], hunter2: { deep: "hunter2" } },
};

it("leaves a secret nowhere: not in reason, error, stack, nor in a result's members and their names", () => {
  const masked = maskVerdict(verdict, createSecretMasker(["hunter2"]));
  expect(JSON.stringify(masked)).not.toContain("hunter2");
  expect(masked.result).toEqual({
    key: "[secret]",
    list: ["a [secret]", 1, null, true],
    "[secret]": { deep: "[secret]" },
  });
});

it("masks a number that holds a secret, and leaves others numbers", () => {
  const masked = maskVerdict({ ...verdict, result: { pin: 4711, other: 12 } }, createSecretMasker(["4711"]));
  expect(masked.result).toEqual({ pin: "[secret]", other: 12 });
});

it("changes nothing without secrets", () => {
  expect(maskVerdict(verdict, createSecretMasker([]))).toEqual(verdict);
});
