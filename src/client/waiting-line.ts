import type { Clock } from "../core/clock.ts";
import { isLocked } from "../store/sqlite/store-error.ts";

/** How long after it was refused a call comes back, in ms. */
const RETRY_MS = 20;

/**
 * Where calls wait that find the ledger locked: beside the event loop, which serves others meanwhile, and one behind the
 * other, so that a thousand of them ask no more often than one.
 */
export class WaitingLine {
  readonly #clock: Pick<Clock, "monotonic" | "sleep">;
  readonly #patienceMs: number;
  #tail: Promise<unknown> = Promise.resolve();
  /** The last word of the ledger, while it is no. */
  #refusal: Error | undefined;

  constructor(clock: Pick<Clock, "monotonic" | "sleep">, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /**
   * Does `work` when its turn has come, and again until the lock is free.
   * @throws what `work` throws; that the ledger is locked, when it was for as long as patience lasts.
   */
  join<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const deadline = this.#clock.monotonic() + this.#patienceMs;
    const turn = this.#tail.then(() => this.#insist(work, deadline));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** The same for what seldom needs the lock: it passes those that wait, and joins them when it is refused. */
  async pass<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error)) throw error;
      return this.join(work);
    }
  }

  async #insist<Answer>(work: () => Promise<Answer>, deadline: number): Promise<Answer> {
    for (;;) {
      if (this.#refusal !== undefined) {
        if (this.#clock.monotonic() >= deadline) throw this.#refusal;
        await this.#clock.sleep(RETRY_MS);
      }
      this.#refusal = undefined;
      try {
        return await work();
      } catch (error) {
        if (!isLocked(error)) throw error;
        this.#refusal = error;
      }
    }
  }
}
