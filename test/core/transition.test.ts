import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { FINAL_OUTCOMES, RUN_STATES, type RunState } from "../../src/core/run.ts";
import { isFailure, isFinal, MOVES, stateAfter } from "../../src/core/transition.ts";

describe("the state table", () => {
  it("lets a running run end in every outcome", () => {
    for (const outcome of FINAL_OUTCOMES) expect(MOVES.running).toContain(stateAfter(outcome));
  });

  it("lets nothing leave a final state", () => {
    for (const from of RUN_STATES.filter(isFinal)) expect(MOVES[from]).toEqual([]);
  });

  it("knows queued and running as the only states that are not final", () => {
    expect(RUN_STATES.filter((state) => !isFinal(state))).toEqual(["queued", "running"]);
  });

  it("never lets a run succeed, nor be interrupted, that waits for an attempt", () => {
    for (const to of ["succeeded", "interrupted"] as const) expect(MOVES.queued).not.toContain(to);
  });

  it("leads every walk that moves on to a final state, or keeps it between queued and running", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(100)), (choices) => {
        let state: RunState = "queued";
        for (const choice of choices.take(50)) {
          const open: readonly RunState[] = MOVES[state];
          if (open.length === 0) return isFinal(state);
          state = open[choice % open.length]!;
        }
        return state === "queued" || state === "running" || isFinal(state);
      }),
    );
  });

  it("counts as a failure what a person should look at", () => {
    expect(RUN_STATES.filter(isFailure)).toEqual(["failed", "timed_out", "lost"]);
  });
});
