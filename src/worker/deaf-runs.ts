import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Run } from "../core/run.ts";

/** What an end by force may still bring about, in ms: code that waited for a program ends when that was ended. */
const AFTERMATH_MS = 500;
/** How long the ledger may take their last words, in ms. What it does not take is left to the rescuer. */
const LAST_WORDS_MS = 5_000;

/**
 * Runs that live in the worker itself and go on though they were made to end. Nothing ends their code but the end of the
 * process. Until then their rows stay open, so that nothing begins that must not run beside them.
 */
export class DeafRuns {
  readonly #clock: Clock;
  readonly #events: EventBus;
  readonly #first = Promise.withResolvers<Run>();
  readonly #leaving = Promise.withResolvers<void>();
  /** By the ids of their runs: each resolves when its run is known to be deaf. */
  readonly #known = new Map<string, PromiseWithResolvers<void>>();
  readonly #lives = new Set<Promise<unknown>>();
  readonly #ids = new Set<string>();

  constructor({ clock, events }: { clock: Clock; events: EventBus }) {
    this.#clock = clock;
    this.#events = events;
  }

  /** The first that was found. From then on its worker has to end. */
  get first(): Promise<Run> {
    return this.#first.promise;
  }

  /** Whether there was one: this process must not linger. */
  get any(): boolean {
    return this.#ids.size > 0;
  }

  /** Resolves when that life is over, or is known to be deaf: it is no work then that anybody could wait for. */
  async unlessDeaf({ id }: Run, life: Promise<unknown>): Promise<unknown> {
    const known = Promise.withResolvers<void>();
    if (this.#ids.has(id)) known.resolve();
    this.#known.set(id, known);
    this.#lives.add(life);
    const isOver = life.finally(() => {
      this.#known.delete(id);
      this.#lives.delete(life);
    });
    return Promise.race([isOver, known.promise]);
  }

  /**
   * What becomes of a run that did not stop. Resolves when its row is to be closed: with false when its code ended after
   * all, with true when the worker has to end for it.
   */
  async outlast(run: Run, ended: Promise<unknown>): Promise<boolean> {
    if (await this.#isOverWithin(AFTERMATH_MS, ended)) return false;
    this.#events.emit({ type: "inline.deaf", run });
    this.#ids.add(run.id);
    this.#first.resolve(run);
    this.#known.get(run.id)?.resolve();
    await Promise.race([ended, this.#leaving.promise]);
    return true;
  }

  /** Has their rows closed. For a process that ends at once after that, and their code with it. */
  async letGo(): Promise<void> {
    this.#leaving.resolve();
    await this.#isOverWithin(LAST_WORDS_MS, Promise.allSettled(this.#lives));
  }

  /** Whoever waits no longer leaves no timer behind: it would keep the process that is to end. */
  async #isOverWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
    const over = new AbortController();
    const late = this.#clock.sleep(ms, { signal: over.signal }).then(() => false);
    const isOver = await Promise.race([work.then(() => true), late]);
    over.abort();
    return isOver;
  }
}
