import type { JsonValue } from "../core/json.ts";
import type { AttemptRef } from "../core/run.ts";

/** Verbs of work that is done once: the steps of a run, and keys across runs. Only the present running attempt writes. */
export interface StepStore {
  /** What stands for a step of the attempt's run: its result, nothing yet, or that the run is not this attempt's any more. */
  findStep(ref: AttemptRef, name: string): Promise<StepPlace>;

  /** Keeps the result of a step; false when the run is not this attempt's any more. The first result stays. */
  keepStep(ref: AttemptRef, step: Step): Promise<boolean>;

  /** The steps of a run, in the order in which they were kept. */
  steps(runId: string): Promise<Step[]>;

  /**
   * Takes a key for an attempt, unless its result is kept or it is in the hands of another attempt that lives. Whoever
   * had it and is over, or whose lease ran out, has it no more.
   */
  claimOnce(ref: AttemptRef, key: string, now: number): Promise<OncePlace>;

  /** Keeps the result of a key that the attempt has; false when it has it no more. */
  keepOnce(ref: AttemptRef, once: OnceResult): Promise<boolean>;

  /** Gives a key up without a result. */
  releaseOnce(ref: AttemptRef, key: string): Promise<void>;
}

/** What JSON can say, and what a function that returns nothing gives. */
export type StepResult = JsonValue | undefined;

export interface Step {
  name: string;
  result: StepResult;
  finishedAt: number;
}

export type StepPlace = { kind: "kept"; result: StepResult } | { kind: "open" } | { kind: "lost" };

export type OncePlace =
  | { kind: "kept"; result: StepResult }
  /** It is the asker's to do now. */
  | { kind: "taken" }
  | { kind: "held"; runId: string }
  | { kind: "lost" };

export interface OnceResult {
  key: string;
  result: StepResult;
  finishedAt: number;
  expiresAt: number;
}
