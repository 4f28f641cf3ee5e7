import type { Clock } from "../../core/clock.ts";
import { HookChild, type HookReport } from "./hook-child.ts";
import { HOOK_OWNERS, type HookOrder, type HookOwner, type HookPlace } from "./hook-words.ts";

/** Children that call hooks side by side: one that hangs holds up its own run and no other. */
const MOST_SEATS = 4;

/** A child that calls hooks, one order after the other: made for the first of them, and anew when one ended it. */
export class HookSeat {
  readonly #clock: Clock;
  #child: HookChild | null = null;
  /** What the child's modules were read by. */
  #readBy: HookPlace | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A hook that takes its process along takes no other with it: the rest is called in another. */
  async ask(order: Omit<HookOrder, "place" | "owners">, place: HookPlace): Promise<HookReport> {
    const all: HookReport = { text: "", failures: [], left: [] };
    for (let owners: readonly HookOwner[] = HOOK_OWNERS; owners.length > 0;) {
      const { text, failures, left } = await this.#askOnce({ ...order, owners }, place);
      all.text += text;
      all.failures.push(...failures);
      owners = left;
    }
    return all;
  }

  async end(): Promise<void> {
    await this.#child?.end();
    this.#child = null;
  }

  async #askOnce(order: Omit<HookOrder, "place">, place: HookPlace): Promise<HookReport> {
    if (this.#readBy !== place) await this.#child?.end();
    this.#readBy = place;
    // No more than it needs: a config holds secrets, and may hold thousands of schedules.
    const { root, file, commands, import: first } = place;
    if (!this.#child || this.#child.isOver) this.#child = new HookChild(root, this.#clock);
    return this.#child.call({ ...order, place: { root, file, commands, import: first } });
  }
}

/** The few seats of a process. A new one is made only while all others are taken. */
export class HookSeats {
  readonly #clock: Clock;
  readonly #free: HookSeat[] = [];
  readonly #waiting: ((seat: HookSeat) => void)[] = [];
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whoever asked first is seated first. */
  async use<Result>(work: (seat: HookSeat) => Promise<Result>): Promise<Result> {
    const seat = await this.#take();
    try {
      return await work(seat);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(seat);
      else this.#free.push(seat);
    }
  }

  /** When nobody uses one any more. */
  async end(): Promise<void> {
    await Promise.all(this.#free.map((seat) => seat.end()));
  }

  #take(): HookSeat | Promise<HookSeat> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#made === MOST_SEATS) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#made += 1;
    return new HookSeat(this.#clock);
  }
}
