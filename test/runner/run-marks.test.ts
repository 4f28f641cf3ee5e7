import { expect, it } from "vitest";
import { childTitle, markedAttempt, runVariables } from "../../src/runner/run-marks.ts";

const marked = (title: string, variables: Record<string, string> = {}) =>
  markedAttempt("r1", { title, variable: (name) => variables[name] });

it("tells which attempt of a run a process is of", () => {
  expect(marked(childTitle({ id: "r1", attempt: 2 }))).toBe(2);
  expect(marked("sleep 60", runVariables("r1", 3))).toBe(3);
});

it("takes what names no attempt for one of any", () => {
  expect(marked("errand attend r1")).toBe(0);
  expect(marked("sleep 60", runVariables("r1"))).toBe(0);
  // Started for r1 by a command that lives in attempt 4 of another run.
  expect(marked("sleep 60", { ...runVariables("r0", 4), ...runVariables("r1") })).toBe(0);
});

it("knows nothing of other runs' processes", () => {
  expect(marked(childTitle({ id: "r10", attempt: 1 }))).toBeNull();
  expect(marked("sleep 60", runVariables("r0", 1))).toBeNull();
  expect(marked("errand attend /srv/app")).toBeNull();
});
