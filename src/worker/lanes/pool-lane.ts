import type { Run } from "../../core/run.ts";
import type { PoolChild } from "../../runner/pool/pool-child.ts";
import type { PoolChildren } from "../../runner/pool/pool-children.ts";
import { PooledLife, type LifeEnd } from "../../runner/pool/pooled-life.ts";
import { Closer } from "./closer.ts";
import type { Lane, LaneHouse } from "./lane.ts";
import { Paces } from "./pace.ts";
import { PooledRunner } from "./pooled-runner.ts";

/** Most runs that one child is given at once. */
const MOST_AT_ONCE = 500;

/** Runs commands in children that live one run after another. A run that is ended by force takes its child along, and nobody else's work. */
export class PoolLane implements Lane {
  readonly #house: LaneHouse;
  readonly #children: PoolChildren;
  readonly #paces = new Paces();
  readonly #closer: Closer;
  #shares = 0;

  constructor(house: LaneHouse, children: PoolChildren) {
    this.#house = house;
    this.#children = children;
    this.#closer = new Closer(house);
  }

  /** Counted from the moment a share is given out: its child may have to be forked first. */
  get busy(): number {
    return this.#shares;
  }

  room(command: string, free: number): number {
    const most = Math.min(free, this.#children.size - this.busy);
    return Math.max(0, most) * Math.min(MOST_AT_ONCE, this.#paces.batchOf(command));
  }

  async live(runs: readonly Run[], hold: (life: Promise<unknown>) => void): Promise<void> {
    const children = Math.max(1, Math.min(runs.length, this.#children.size - this.busy));
    const share = Math.ceil(runs.length / children);
    for (let from = 0; from < runs.length; from += share) {
      this.#shares += 1;
      hold(this.#liveShare(runs.slice(from, from + share)).finally(() => (this.#shares -= 1)));
    }
  }

  renew(): void {
    this.#children.renew();
  }

  close(): Promise<void> {
    return this.#children.close();
  }

  async #liveShare(runs: readonly Run[]): Promise<void> {
    const lives = runs.map((run) => new PooledLife(run));
    const commands = new Set(runs.map(({ command }) => command));
    const child = await this.#children.take(commands, this.#house.end.asked);
    const runner = new PooledRunner(child, this.#closer, this.#house);
    if (!child) {
      for (const life of lives) life.orphan();
      await Promise.all(lives.map((life) => runner.see(life)));
      return;
    }
    await this.#liveIn(child, lives, runner);
    this.#children.giveBack(child);
  }

  async #liveIn(child: PoolChild, lives: readonly PooledLife[], runner: PooledRunner): Promise<void> {
    const names = new Set(lives.map(({ run }) => run.command));
    const isLoaded = [...names].every((name) => child.hasLoaded(name));
    const seen = lives.map((life) => runner.see(life));
    child.live(lives);
    const ends = await Promise.all(lives.map(({ over }) => over));
    // The first of a command in a child waits for its module.
    if (isLoaded) for (const [index, { run }] of lives.entries()) this.#note(run, ends[index]);
    await Promise.all(seen);
  }

  #note({ command }: Run, end: LifeEnd | undefined): void {
    if (end?.kind === "told") this.#paces.note(command, 1, end.usage.tookMs);
  }
}
