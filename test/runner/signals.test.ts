import { expect, it, vi } from "vitest";
import type { Run } from "../../src/core/run.ts";
import { Ending } from "../../src/runner/ending.ts";
import { heedSignals, processSignals, type EndingSignal } from "../../src/runner/signals.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";

function heeding(row: Partial<Run> | Error) {
  const clock = manualClock();
  const ending = new Ending({
    clock,
    limits: { softMs: null, killAfterMs: 1_000 },
    onBegin: () => undefined,
  });
  let send: (signal: EndingSignal) => void = () => undefined;
  const findRun = async (): Promise<Run> => {
    if (row instanceof Error) throw row;
    return row as Run;
  };
  const signals = { listen: (listener: typeof send) => ((send = listener), () => undefined) };
  heedSignals({ signals, store: { findRun } }, { runId: "r1", attempt: 1 }, ending);
  return { ending, clock, send: (signal: EndingSignal) => send(signal) };
}

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s asks the run to end, with exit code %i", async (signal, exitCode) => {
  const { ending, clock, send } = heeding({ cancelRequestedBy: null });
  send(signal);
  await clock.advance(0);
  expect(ending.cause).toMatchObject({ outcome: "cancelled", reason: `cancelled by ${signal}`, exitCode });
});

it("a second signal ends the run by force", async () => {
  const { ending, clock, send } = heeding({ cancelRequestedBy: null });
  send("SIGINT");
  await clock.advance(0);
  send("SIGINT");
  expect(ending.cause).toMatchObject({ forced: true, exitCode: 130 });
});

it("names the person behind the signal, when the row knows one", async () => {
  const { ending, clock, send } = heeding({ cancelRequestedBy: "ada" });
  send("SIGTERM");
  await clock.advance(0);
  expect(ending.cause?.reason).toBe("cancelled by ada");
});

it("obeys although the ledger does not answer", async () => {
  const { ending, clock, send } = heeding(new Error("locked"));
  send("SIGTERM");
  await clock.advance(0);
  expect(ending.cause?.reason).toBe("cancelled by SIGTERM");
});

it("hears the process's own signals until it stops listening", async () => {
  const heard = vi.fn();
  const stop = processSignals.listen(heard);
  process.emit("SIGTERM", "SIGTERM");
  stop();
  expect(heard).toHaveBeenCalledOnce();
  expect(process.listenerCount("SIGHUP")).toBe(0);
});
