import type { Config } from "../config.ts";
import type { Store } from "../store/store.ts";
import type { ClaimRules, Claimed } from "../store/work-store.ts";
import { LEASE_MS } from "../runner/heartbeat.ts";
import { liveClaimed, type ClaimHouse } from "./claimed-run.ts";
import { insistOn, type RunStore } from "./insist.ts";

/** How soon a run that another process queued is seen, in ms. Looking costs an idle worker under a hundredth of a CPU. */
const LOOK_EVERY_MS = 50;
/** How soon a ledger that does not answer is asked again, in ms. */
const RETRY_MS = 1_000;

export interface DispatcherHouse extends Omit<ClaimHouse, "config" | "end" | "store"> {
  config: Config;
  /** Queues it serves, by their weights; null: all. */
  queues: Readonly<Record<string, number>> | null;
  /** What commands and config say of limits now. */
  rules: () => Promise<ClaimRules>;
  /** One of [0, 1). */
  random: () => number;
  store: RunStore & Pick<Store, "claim" | "nextRunAfter" | "version">;
}

/**
 * Claims queued runs of the ledger, as many as may run at once, and lives each in a child process or as a program.
 * Any number of dispatchers may share a ledger. It never ends by a run's fault, nor by a ledger that does not answer.
 */
export class Dispatcher {
  readonly #house: DispatcherHouse;
  readonly #claimHouse: ClaimHouse;
  readonly #inHand = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #ask = new AbortController();
  readonly #force = new AbortController();
  #config: Config;
  #wake = new AbortController();
  #idle = Promise.withResolvers<void>();
  #version = 0;
  #stalled = false;
  #drained: Promise<void> | null = null;

  constructor(house: DispatcherHouse) {
    this.#house = house;
    this.#config = house.config;
    const { clock } = house;
    const until = this.#force.signal;
    this.#claimHouse = {
      ...house,
      config: () => this.#config,
      store: insistOn(house.store, { clock, until, onFailure: (error) => this.#tellStalled(error) }),
      end: { stopping: this.#stop.signal, asked: this.#ask.signal, forced: until },
    };
  }

  /** Begins to claim, and keeps a spare child ready. */
  start(): void {
    this.#house.children.fill();
    void this.#loop();
  }

  /** Something may have been queued by this very process; what others queue is seen within 50 ms. */
  wake(): void {
    this.#wake.abort();
  }

  /** How many runs are in hand now, those that are still being prepared included. */
  get active(): number {
    return this.#inHand.size;
  }

  /** Resolves when nothing is in hand and nothing queued may start now: what a single pass waits for. */
  whenIdle(): Promise<void> {
    return this.#idle.promise;
  }

  get config(): Config {
    return this.#config;
  }

  /** From now on runs are started by this config. */
  reconfigure(config: Config): void {
    this.#config = config;
    this.#house.children.renew();
    this.wake();
  }

  /**
   * Claims no more, and resolves when nothing is in hand. Running ones may end within `graceMs`; then they are told to
   * stop, and ended by force after their `killAfter`. Asked again, it ends them now. Spare children are gone then too.
   */
  drain({ graceMs }: { graceMs: number }): Promise<void> {
    if (!this.#drained) return (this.#drained = this.#drainWithin(graceMs));
    this.#ask.abort();
    this.#force.abort();
    return this.#drained;
  }

  async #drainWithin(graceMs: number): Promise<void> {
    const { clock, children } = this.#house;
    this.#stop.abort();
    this.wake();
    const over = new AbortController();
    const grace = clock.sleep(graceMs, { signal: AbortSignal.any([over.signal, this.#ask.signal]) });
    void grace.then(() => this.#ask.abort());
    await Promise.all(this.#inHand);
    over.abort();
    this.#becomeIdle();
    await children.close();
  }

  async #loop(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController();
      try {
        await this.#claimAll();
        await this.#pause();
        this.#stalled = false;
      } catch (error) {
        await this.#waitOut(error);
      }
    }
  }

  async #claimAll(): Promise<void> {
    const { store, rescue } = this.#house;
    this.#version = store.version();
    await rescue();
    const free = this.#config.concurrency - this.active;
    if (free > 0 && !this.#stop.signal.aborted)
      for (const claimed of await this.#claim(free)) this.#take(claimed);
    if (this.active === 0) this.#becomeIdle();
  }

  async #claim(limit: number): Promise<Claimed[]> {
    const { store, clock, owner, random } = this.#house;
    const now = clock.now();
    return store.claim({
      owner,
      leaseUntil: now + LEASE_MS,
      now,
      limit,
      queues: this.#house.queues,
      rules: await this.#house.rules(),
      draws: Array.from({ length: limit }, random),
    });
  }

  #take(claimed: Claimed): void {
    const life = liveClaimed(claimed, this.#claimHouse)
      .catch((error: unknown) => this.#waitOut(error))
      .finally(() => {
        this.#inHand.delete(life);
        this.wake();
      });
    this.#inHand.add(life);
  }

  #becomeIdle(): void {
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  /** Until something may have to be done: a place is free, another process wrote, a run's time has come. */
  async #pause(): Promise<void> {
    const { store, clock } = this.#house;
    const { signal } = this.#wake;
    const due = (await store.nextRunAfter(clock.now())) ?? Infinity;
    for (let first = true; !signal.aborted; first = false) {
      if (!first && (clock.now() >= due || store.version() !== this.#version)) return;
      await clock.sleep(Math.min(LOOK_EVERY_MS, due - clock.now()), { signal });
    }
  }

  /** What failed is tried again, but not at once. */
  async #waitOut(error: unknown): Promise<void> {
    this.#tellStalled(error);
    await this.#house.clock.sleep(RETRY_MS, { signal: this.#stop.signal });
  }

  #tellStalled(error: unknown): void {
    if (this.#stalled) return;
    this.#stalled = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#house.events.emit({ type: "dispatcher.stalled", why });
  }
}
