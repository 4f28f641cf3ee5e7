import type { Isolation } from "../../core/queue.ts";
import type { Run } from "../../core/run.ts";
import { letHeapGrow } from "../heap.ts";
import type { Hold, Lane, PacedStart } from "./lane.ts";

/** Runs that have begun, and those that were only claimed. */
export interface LaneTaken<Claimed> {
  begun: Run[];
  /** To be begun when the code of each is about to. */
  paced: Claimed[];
  claimed: Claimed[];
}

export interface LanesHouse<Claimed> {
  /** Claims, of these commands, so many at most, and begins those that no more workers died over than that. */
  take: (commands: readonly string[], most: { limit: number; losses: number }) => Promise<LaneTaken<Claimed>>;
  startOf: (claimed: Claimed) => PacedStart;
  /** One that was not begun, for whoever claims it next. */
  giveBack: (claimed: Claimed) => Promise<void>;
  /** Goes on after `fill` is over. */
  hold: (life: Promise<unknown>) => void;
  /** One that has to be asked before it begins, as any other run. */
  liveClaimed: (claimed: Claimed) => void;
}

type LaneName = Exclude<Isolation, "process">;

/**
 * How many workers may have died over a run that lives in company. An inline one may have killed its worker itself; a
 * pooled one hardly can, and a worker may have had thousands in hand: these are given a second chance.
 */
const MOST_LOSSES: Readonly<Record<LaneName, number>> = { inline: 0, pool: 1 };

/** A batch that only a worker sees that has much to do. */
const MANY = 100;

/** Which commands live in which lane. */
export type LaneCommands = Readonly<Record<LaneName, readonly string[]>>;

/** The lanes in which runs live that need no process of their own. */
export class Lanes<Claimed extends { run: Run }> {
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #house: LanesHouse<Claimed>;
  /** What is being started; it is asked for more when that is done. */
  readonly #starting = new Set<Lane>();

  constructor(lanes: Readonly<Record<LaneName, Lane>>, house: LanesHouse<Claimed>) {
    this.#lanes = lanes;
    this.#house = house;
  }

  get busy(): number {
    return this.#all.reduce((sum, { busy }) => sum + busy, 0);
  }

  /** Takes as many as the lanes have room for. `free` tells how many more may live at once. */
  async fill(commands: LaneCommands, free: () => number): Promise<void> {
    for (const name of ["inline", "pool"] as const) {
      const lane = this.#lanes[name];
      if (this.#starting.has(lane)) continue;
      const byRoom = Map.groupBy(commands[name], (command) => lane.room(command, free()));
      // What the first of them took is not there for the next.
      for (const its of byRoom.values()) await this.#takeFor(name, its, free);
    }
  }

  renew(): void {
    for (const lane of this.#all) lane.renew();
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((lane) => lane.close()));
  }

  get #all(): Lane[] {
    return Object.values(this.#lanes);
  }

  async #takeFor(name: LaneName, commands: readonly string[], free: () => number): Promise<void> {
    const lane = this.#lanes[name];
    const room = lane.room(commands[0] ?? "", free());
    if (room <= 0) return;
    const life = this.#house.hold;
    const hold = { life, free };
    const limit = { limit: room, losses: MOST_LOSSES[name] };
    const { begun, paced, claimed } = await this.#house.take(commands, limit);
    for (const one of claimed) this.#house.liveClaimed(one);
    for (const one of paced) life(this.#livePaced(lane, one, hold));
    if (begun.length === 0) return;
    if (begun.length >= MANY) letHeapGrow();
    this.#starting.add(lane);
    life(lane.live(begun, hold).finally(() => this.#starting.delete(lane)));
  }

  async #livePaced(lane: Lane, claimed: Claimed, hold: Hold): Promise<void> {
    try {
      await lane.livePaced(claimed.run, this.#house.startOf(claimed), hold);
    } catch (error) {
      await this.#house.giveBack(claimed);
      throw error;
    }
  }
}
