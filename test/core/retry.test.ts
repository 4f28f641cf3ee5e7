import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINAL_OUTCOMES, TRIGGERS, type FinalOutcome } from "../../src/core/run.ts";
import {
  adviseByPolicy,
  afterAttempt,
  afterLoss,
  describeRetry,
  joinReasons,
  MOST_LOSSES,
  USUAL_RETRIES,
  type Advice,
} from "../../src/core/retry.ts";

const advices: fc.Arbitrary<Advice> = fc.oneof(
  fc.record({ kind: fc.constant("never" as const), note: fc.string() }),
  fc.record({ kind: fc.constant("retry" as const), waitMs: fc.nat(), note: fc.constant(null) }),
  fc.record({ kind: fc.constant("snooze" as const), waitMs: fc.nat() }),
);
const ends = fc.array(fc.record({ outcome: fc.constantFrom(...FINAL_OUTCOMES), advice: advices }), {
  minLength: 1,
  maxLength: 40,
});

/** Lives a run through such ends, and counts as the ledger does. */
function live(maxAttempts: number, ended: { outcome: FinalOutcome; advice: Advice }[]) {
  let failures = 0;
  const outcomes: string[] = [];
  for (const { outcome, advice } of ended) {
    const step = afterAttempt({ run: { failures, maxAttempts }, outcome, advice, interrupted: "requeue" });
    outcomes.push(step.kind === "requeue" ? step.outcome : outcome);
    if (outcomes.at(-1) === "failed" || outcomes.at(-1) === "timed_out") failures += 1;
    if (step.kind === "finish") return { isOver: true, failures, outcomes };
  }
  return { isOver: false, failures, outcomes };
}

describe("after an attempt", () => {
  it("no run fails more often than it may, and one that did so is over", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), ends, (maxAttempts, ended) => {
        const { failures, isOver } = live(maxAttempts, ended);
        expect(failures).toBeLessThanOrEqual(maxAttempts);
        if (failures === maxAttempts) expect(isOver).toBe(true);
      }),
    );
  });

  it("neither a snooze nor an interruption uses up an attempt, however many there are", () => {
    const quiet = fc.array(fc.constantFrom("snoozed", "interrupted"), { maxLength: 40 });
    fc.assert(
      fc.property(quiet, (kinds) => {
        const ended = kinds.map((kind) => ({
          outcome: "interrupted" as const,
          advice: kind === "snoozed" ? SNOOZE : RETRY,
        }));
        expect(live(1, ended)).toEqual({ isOver: false, failures: 0, outcomes: kinds });
      }),
    );
  });

  it("advice against it ends the run, however many attempts are left", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (maxAttempts) => {
        expect(live(maxAttempts, [{ outcome: "failed", advice: NEVER }])).toMatchObject({ isOver: true });
      }),
    );
  });

  it.each(["succeeded", "cancelled", "lost"] as const)("what %s is over", (outcome) => {
    expect(decide({ outcome, maxAttempts: 9 })).toEqual({ kind: "finish", note: null });
  });

  it("a timeout is tried again as a failure is", () => {
    expect(decide({ outcome: "timed_out", maxAttempts: 2 })).toMatchObject({
      kind: "requeue",
      outcome: "timed_out",
      waitMs: 5,
    });
  });

  it("a command that puts itself off when its time is up has used up an attempt, and waits as it says", () => {
    const step = decide({ outcome: "timed_out", maxAttempts: 2, advice: SNOOZE });
    expect(step).toMatchObject({ kind: "requeue", outcome: "timed_out", waitMs: 7 });
  });

  it("tells why no more is tried where more could be", () => {
    expect(decide({ maxAttempts: 3, advice: NEVER })).toEqual({ kind: "finish", note: "abortOn" });
    expect(decide({ maxAttempts: 3, failures: 2 })).toEqual({ kind: "finish", note: null });
  });

  it("what is interrupted stays so where nobody wants it later", () => {
    const run = { failures: 0, maxAttempts: 3 };
    const step = afterAttempt({ run, outcome: "interrupted", advice: RETRY, interrupted: "finish" });
    expect(step).toEqual({ kind: "finish", note: null });
  });
});

const RETRY: Advice = { kind: "retry", waitMs: 5, note: null };
const SNOOZE: Advice = { kind: "snooze", waitMs: 7 };
const NEVER: Advice = { kind: "never", note: "abortOn" };

function decide(wish: { outcome?: FinalOutcome; failures?: number; maxAttempts: number; advice?: Advice }) {
  const { outcome = "failed", failures = 0, maxAttempts, advice = RETRY } = wish;
  return afterAttempt({ run: { failures, maxAttempts }, outcome, advice, interrupted: "requeue" });
}

describe("after a loss", () => {
  it("a run is tried again until its worker died three times, if a worker's and meant to be", () => {
    const queues = fc.option(fc.constant("mail"));
    fc.assert(
      fc.property(
        queues,
        fc.constantFrom(...TRIGGERS),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(5),
        (queue, trigger, maxAttempts, losses) => {
          const isMeant = queue !== null && (trigger === "queue" || trigger === "retry" || maxAttempts > 1);
          const expected = losses + 1 < MOST_LOSSES ? "requeue" : "poison";
          const lost = { queue, trigger, maxAttempts, losses };
          expect(afterLoss(lost, { restarted: false })).toBe(isMeant ? expected : "finish");
          expect(afterLoss(lost, { restarted: true })).toBe(isMeant ? "requeue" : "finish");
        },
      ),
    );
  });
});

describe("the rules, for an attempt that said nothing", () => {
  const chance = { failures: 2, random: 0.5 };
  const facts = { exitCode: 137, names: ["TimeoutError"] };

  it("wait by the backoff", () => {
    expect(adviseByPolicy(USUAL_RETRIES, facts, chance)).toEqual({
      kind: "retry",
      waitMs: 10_000,
      note: null,
    });
  });

  it.each([
    ["abortOn an exit code", { abortOn: [137] }, "never"],
    ["abortOn another exit code", { abortOn: [1] }, "retry"],
    ["abortOn a name", { abortOn: ["TimeoutError"] }, "never"],
    ["retryOn the exit code", { retryOn: [137] }, "retry"],
    ["retryOn another one", { retryOn: [75] }, "never"],
    ["both", { retryOn: [137], abortOn: ["TimeoutError"] }, "never"],
  ])("heed %s", (_, rules, kind) => {
    expect(adviseByPolicy({ ...USUAL_RETRIES, ...rules }, facts, chance).kind).toBe(kind);
  });
});

describe("the words", () => {
  const run = { failures: 1, losses: 2, maxAttempts: 3 };

  it.each([
    ["failed", "failed (attempt 1 of 3), again in 9s: no route"],
    ["timed_out", "timed out (attempt 1 of 3), again in 9s: no route"],
    ["lost", "lost (2 of 3 times), again in 9s: no route"],
    ["snoozed", "snoozed, again in 9s: no route"],
  ] as const)("of %s", (outcome, words) => {
    expect(describeRetry(outcome, run, { when: "in 9s", why: "no route" })).toBe(words);
  });

  it("join what is there", () => {
    expect(joinReasons(null, "a", "", "b")).toBe("a; b");
    expect(joinReasons(null, null)).toBeNull();
  });
});
