import type { Config } from "../config.ts";
import type { Run } from "../core/run.ts";
import type { Claim, Claimed } from "../store/work-store.ts";
import { LEASE_MS } from "../runner/heartbeat.ts";
import { giveBackUnstarted, liveClaimed, startOf, type ClaimHouse } from "./claimed-run.ts";
import { DeafRuns } from "./deaf-runs.ts";
import type { DispatcherHouse } from "./dispatcher-house.ts";
import { insistOn } from "./insist.ts";
import { Lanes, type LaneCommands } from "./lanes/lanes.ts";
import { Lookout } from "./lookout.ts";
import { tellUnstarted } from "./settle-unstarted.ts";
import { Stall } from "./stall.ts";
import { Sweeps } from "./sweeps.ts";

/** So long after its last run more work is likely, in ms. */
const BUSY_MS = 2_000;
/** How long it may take the last words of a worker that was told to stop, when all it ran is ended, in ms. */
const LAST_WORDS_MS = 5_000;

/**
 * Claims queued runs of the ledger, as many as may run at once, and lives each in a child process, as a program, or in
 * the lane that its command asks for.
 * Any number of dispatchers may share a ledger. It never ends by a run's fault, nor by a ledger that does not answer.
 */
export class Dispatcher {
  /** With the first of them it claims no more: whoever has it drains it, lets them go, and ends the process. */
  readonly deaf: DeafRuns;
  readonly #house: DispatcherHouse;
  readonly #claimHouse: ClaimHouse;
  readonly #lanes: Lanes<Claimed>;
  readonly #lookout: Lookout;
  readonly #sweeps: Sweeps;
  readonly #stall: Stall;
  readonly #inHand = new Set<Promise<unknown>>();
  /** Those that a process of their own lives. */
  #alone = 0;
  #passes = 0;
  #workedAt = -Infinity;
  readonly #stop = new AbortController();
  readonly #ask = new AbortController();
  readonly #force = new AbortController();
  /** What the ledger has not taken by then is left to the rescuer. */
  readonly #giveUp = new AbortController();
  #config: Config;
  #wake = new AbortController();
  #idle = Promise.withResolvers<void>();
  #version = 0;
  /** When this pass began, epoch ms. */
  #askedAt = 0;
  #drained: Promise<void> | null = null;
  /** Never rejects. */
  #looping: Promise<void> = Promise.resolve();

  constructor(house: DispatcherHouse) {
    this.#house = house;
    this.#config = house.config;
    const { clock, events, watchWrites } = house;
    this.#stall = new Stall({ clock, events, stopping: this.#stop.signal });
    this.#lookout = new Lookout({ clock, watchWrites, version: () => house.store.version() });
    this.#sweeps = new Sweeps(house);
    const forced = this.#force.signal;
    const until = AbortSignal.any([forced, this.#giveUp.signal]);
    this.deaf = new DeafRuns(house);
    void this.deaf.first.then(() => this.#stop.abort());
    this.#claimHouse = {
      ...house,
      config: () => this.#config,
      store: insistOn(house.store, { clock, until, onFailure: (error) => this.#stall.tell(error) }),
      end: { stopping: this.#stop.signal, asked: this.#ask.signal, forced },
    };
    this.#lanes = new Lanes(house.lanes({ ...this.#claimHouse, deaf: this.deaf }), {
      take: async (commands, { limit, losses }) => {
        const wish = { ...(await this.#wish(limit)), commands, mostLosses: losses };
        return this.#isStopping ? { begun: [], paced: [], claimed: [] } : house.store.take(wish);
      },
      startOf: (claimed) => startOf(claimed, this.#claimHouse),
      giveBack: (claimed) => giveBackUnstarted(claimed, this.#claimHouse),
      hold: (life) => this.#hold(life),
      liveClaimed: (claimed) => this.#take(claimed),
    });
  }

  /** Begins to claim, and keeps a spare child ready. */
  start(): void {
    this.#house.children.fill();
    this.#looping = this.#loop();
  }

  /** Something may have been queued by this very process; what others queue is seen within milliseconds. */
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
    this.#lanes.renew();
    this.wake();
  }

  /**
   * Claims no more, and resolves when nothing is in hand but what is deaf. Running ones may end within `graceMs`; then they are told to
   * stop, and ended by force after their `killAfter`. Asked again, it ends them now. Spare children are gone then too.
   * It does not wait for a ledger that takes nothing, as on a full disk: rows that it cannot close stay for the rescuer.
   * Nothing is claimed after it has resolved: the ledger may be closed then.
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
    const longest = graceMs + this.#config.killAfterMs + LAST_WORDS_MS;
    const givenUp = clock.sleep(longest, { signal: over.signal }).then(() => this.#giveUp.abort());
    // What is being claimed at this moment is in hand a moment later.
    await Promise.race([this.#looping, givenUp]);
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
    over.abort();
    this.#becomeIdle();
    this.#lookout.stop();
    await Promise.all([children.close(), this.#lanes.close()]);
  }

  async #loop(): Promise<void> {
    while (!this.#isStopping) {
      this.#wake = new AbortController();
      try {
        await this.#claimAll();
        await this.#pause();
        this.#stall.end();
      } catch (error) {
        await this.#stall.waitOut(error);
      }
    }
  }

  async #claimAll(): Promise<void> {
    const { store, clock } = this.#house;
    // Before any claim asks what is due: what falls due between those and the pause is due, and not past.
    this.#askedAt = clock.now();
    this.#version = store.version();
    await this.#sweeps.sweepIfDue();
    if (!this.#isStopping) await this.#takeMore();
    if (this.active === 0 && !this.#house.strangers.areRead()) this.#becomeIdle();
  }

  /** Whoever is asked first may take all that is free, so each is asked first in turn. */
  async #takeMore(): Promise<void> {
    const { lanes } = await this.#house.rules();
    const asked = [() => this.#claimAlone(lanes), () => this.#lanes.fill(lanes, () => this.#free)];
    this.#passes += 1;
    for (const ask of this.#passes % 2 === 0 ? asked : asked.reverse()) await ask();
  }

  async #claimAlone({ inline, pool }: LaneCommands): Promise<void> {
    const free = this.#free;
    if (free <= 0) return;
    const wish = { ...(await this.#wish(free)), except: [...inline, ...pool] };
    if (this.#isStopping) return;
    for (const claimed of await this.#house.store.claim(wish)) this.#take(claimed);
  }

  /** Asked right before each claim: whoever waits may have been told to stop meanwhile. */
  get #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** How many more runs may live at once. */
  get #free(): number {
    return this.#config.concurrency - this.#alone - this.#lanes.busy;
  }

  async #wish(limit: number): Promise<Claim> {
    const { clock, events, owner, random, queues, strangers } = this.#house;
    const rules = await this.#house.rules();
    const now = clock.now();
    const draws = Array.from({ length: limit }, random);
    const onEnded = (run: Run): void => tellUnstarted(run, events);
    const [leaseUntil, readNow, { letsIn }] = [now + LEASE_MS, (): number => clock.now(), strangers];
    return { owner, leaseUntil, now, readNow, limit, queues, rules, letsIn, draws, onEnded };
  }

  #take(claimed: Claimed): void {
    this.#alone += 1;
    this.#hold(liveClaimed(claimed, this.#claimHouse).finally(() => (this.#alone -= 1)));
  }

  #hold(work: Promise<unknown>): void {
    const life = work
      .catch((error: unknown) => this.#stall.waitOut(error))
      .finally(() => {
        this.#inHand.delete(life);
        this.#workedAt = this.#house.clock.monotonic();
        this.wake();
      });
    this.#inHand.add(life);
  }

  #becomeIdle(): void {
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  /** Until something may have to be done: a place is free, another process wrote or died, a run's time has come. */
  async #pause(): Promise<void> {
    const { store, clock } = this.#house;
    const { signal } = this.#wake;
    const askedAt = this.#askedAt;
    const due = (await store.nextRunAfter(askedAt)) ?? Infinity;
    for (;;) {
      const isBusy = clock.monotonic() - this.#workedAt <= BUSY_MS;
      await this.#lookout.wait({
        since: this.#version,
        until: Math.min(due, this.#sweeps.nextAt),
        isBusy,
        signal,
      });
      const now = clock.now();
      // Earlier than before: the clock was set back, and what held runs up may hold them no more.
      if (signal.aborted || now >= due || now < askedAt || store.version() !== this.#version) return;
      if ((await this.#sweeps.sweep()).closed > 0) return;
    }
  }
}
