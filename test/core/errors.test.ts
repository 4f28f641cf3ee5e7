import { describe, expect, it } from "vitest";
import { CommandError, ErrandError, isCommandError, timeoutError } from "../../src/core/errors.ts";

describe("CommandError", () => {
  it("exits with 1 unless told", () => {
    expect(new CommandError("no essays").exitCode).toBe(1);
    expect(new CommandError("no essays", { exitCode: 7 }).exitCode).toBe(7);
  });

  it.each([0, -1, 256, 1.5, Number.NaN])("refuses %d as an exit code: it would lie or be cut", (exitCode) => {
    expect(() => new CommandError("x", { exitCode })).toThrow(RangeError);
  });

  it("is known across copies of errand by its mark, and nothing else is", () => {
    const foreign = Object.assign(new Error("x"), { [Symbol.for("errand.CommandError")]: true, exitCode: 3 });
    expect(isCommandError(foreign)).toBe(true);
    expect(isCommandError(new Error("x"))).toBe(false);
    expect(isCommandError(null)).toBe(false);
  });

  it("keeps its cause", () => {
    const cause = new Error("below");
    expect(new CommandError("above", { cause }).cause).toBe(cause);
  });
});

describe("ErrandError", () => {
  it.each([
    ["unknown_command", 2],
    ["run_not_over", 75],
    ["store_unavailable", 78],
    ["invalid_command", 78],
  ] as const)("%s exits with %i", (code, exitCode) => {
    expect(new ErrandError(code, "x").exitCode).toBe(exitCode);
  });
});

it("a limit that ran out is a TimeoutError, as the platform's own are", () => {
  expect(timeoutError(5).name).toBe("TimeoutError");
});
