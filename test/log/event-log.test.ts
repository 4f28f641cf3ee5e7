import { describe, expect, it } from "vitest";
import type { ErrandEvent } from "../../src/core/events.ts";
import type { Run } from "../../src/core/run.ts";
import { createEventLog } from "../../src/log/event-log.ts";

const run = {
  id: "019ab12c-3f4d-7000-8000-000000000001",
  command: "backup",
  scheduleId: "nightly",
  attempt: 1,
  maxAttempts: 3,
  state: "running",
  startedAt: 0,
  finishedAt: null,
} as Run;

function logged(event: ErrandEvent): Record<string, unknown> {
  const lines: string[] = [];
  createEventLog({ now: () => 42, write: (line) => lines.push(line) }).write(event);
  return JSON.parse(lines.join("")) as Record<string, unknown>;
}

it.each<[ErrandEvent, string]>([
  [{ type: "run.started", run }, "backup (nightly) started"],
  [{ type: "run.started", run: { ...run, attempt: 2 } }, "backup (nightly) started, attempt 2"],
  [{ type: "run.killing", run }, "backup (nightly) did not stop: ending it by force"],
  [{ type: "run.late", run, lateMs: 3_000 }, "backup (nightly) should have started 3s ago"],
])("says in its message what a person would read: %o", (event, msg) => {
  expect(logged(event)).toMatchObject({ event: event.type, time: 42, run: run.id, command: "backup", msg });
});

describe("what went wrong with a stack", () => {
  const error = { name: "TypeError", message: "x is\nno function", stack: "TypeError: x is\n    at y:1" };
  const bad = { ...run, state: "failed", finishedAt: 1_000, exitCode: 1, error } as Run;
  const said = "backup (nightly) failed for good (attempt 1 of 3) after 1s (exit 1): x is\\nno function";

  it("is one line of message, and the error a fact", () => {
    const failed = { ...bad, failures: 1 };
    expect(logged({ type: "run.finished", run: failed })).toMatchObject({ msg: said, error });
  });

  it("is one line for each of many, without what to type next", () => {
    const runs = [
      { ...bad, failures: 1 },
      { ...bad, failures: 1, command: "b", scheduleId: null },
    ];
    const { msg } = logged({ type: "runs.finished", runs });
    expect(msg).toBe(`${said}; ${said.replace("backup (nightly)", "b")}`);
  });
});
