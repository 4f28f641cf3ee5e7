import type { Outcome, Run } from "../core/run.ts";
import type { Closing } from "./run-store.ts";
import type { Claim, Claimed, NextTurn } from "./work-store.ts";

/** Verbs of those who live many short runs: one transaction, and one sync of the disk, for all of them. */
export interface BatchStore {
  /**
   * Claims like `claim`, of these commands alone, and begins what may begin at once: it is running when this returns.
   * A run of a schedule, or one that replaces another, is only claimed: its owner has to ask before it begins it. So is
   * one that more than `mostLosses` workers died over: it is to live in a process of its own, where it kills nobody else's.
   * One that a rate counts begins when its code is about to, which only its owner can tell.
   */
  take(claim: Claim & { commands: readonly string[]; mostLosses: number }): Promise<Taken>;

  /** This process lives long and writes much: from now on it keeps more in memory and tidies up less often. */
  expectMuch(): void;

  /** Tidies up now, as far as nobody is disturbed: in a calm it holds nobody up, and else it falls into somebody's write. */
  tidyUp(): void;

  /** `finish` of each; answers stand in the order of the closings. */
  finishMany(closings: readonly Closing[]): Promise<boolean[]>;

  /** `requeue` of each; answers stand in their order. */
  requeueMany(requeues: readonly Requeue[]): Promise<boolean[]>;
}

/** An attempt that ends, and when its run may have the next. */
export interface Requeue {
  closing: Closing<Outcome>;
  turn: NextTurn;
}

export interface Taken {
  begun: Run[];
  /** To be begun when the code of each is about to: a rate counts its start. */
  paced: Claimed[];
  claimed: Claimed[];
}
