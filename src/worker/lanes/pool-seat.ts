import type { PoolChild } from "../../runner/pool/pool-child.ts";
import type { PooledRunner } from "./pooled-runner.ts";

/** Shares of runs that a child has in hand at most: one that it lives, and one so that it need not wait for more. */
const MOST_SHARES = 2;

/** A place for one child at work, from the moment it is given runs: it may have to be forked first. */
export class PoolSeat {
  child: PoolChild | null = null;
  /** Those that see its shares to their ends. */
  readonly runners = new Set<PooledRunner>();
  /** Of all runs that it was given. */
  readonly commands = new Set<string>();
  #shares = 0;

  /** A share is given out: it counts before there is a child for it. */
  open(commands: Iterable<string>): void {
    this.#shares += 1;
    for (const command of commands) this.commands.add(command);
  }

  /** Tells whether that was its last share. */
  close(): boolean {
    this.#shares -= 1;
    return this.#shares === 0;
  }

  /** Whether runs may stand behind those that it has: none of them takes its time. */
  get takesMore(): boolean {
    return this.child !== null && this.#shares < MOST_SHARES && ![...this.runners].some((one) => one.isSlow);
  }
}
