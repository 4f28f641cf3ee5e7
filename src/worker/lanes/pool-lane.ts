import type { Run } from "../../core/run.ts";
import { inTimeToPrepare } from "../../runner/prepare-limit.ts";
import type { PoolChild } from "../../runner/pool/pool-child.ts";
import type { PoolChildren } from "../../runner/pool/pool-children.ts";
import { closeBatch, type Lived } from "./close-batch.ts";
import { dropCancelled } from "./drop-cancelled.ts";
import { giveBackUnbegun } from "./give-back-unbegun.ts";
import type { PacedStart, Hold, Lane, LaneHouse } from "./lane.ts";
import { Paces } from "./pace.ts";
import { PoolSeat } from "./pool-seat.ts";
import { PooledRunner, type RunnerParts } from "./pooled-runner.ts";
import { Together } from "./together.ts";
import { unlessAborted } from "../unless-aborted.ts";

/** Most runs that one child is given at once. */
const MOST_AT_ONCE = 500;
/** How soon a place is looked for again, in ms, when there was one and is none any more. */
const LOOK_EVERY_MS = 20;

type Note = RunnerParts["note"];

interface Living {
  hold: Hold;
  note: Note;
  begun?: PacedStart["begun"];
}

/**
 * Runs commands in children that live one run after another. A run that is ended by force takes its child along, and
 * nobody else's work. A child of quick runs has the next ones in hand before it is done; those behind one that turns out
 * to take its time are given to another.
 */
export class PoolLane implements Lane {
  readonly #house: LaneHouse;
  readonly #children: PoolChildren;
  readonly #paces = new Paces();
  readonly #closings: Together<Lived>;
  readonly #returns: Together<Run>;
  readonly #seats = new Set<PoolSeat>();

  constructor(house: LaneHouse, children: PoolChildren) {
    this.#house = house;
    this.#children = children;
    this.#closings = new Together((lived) => closeBatch(lived, house), house.clock);
    this.#returns = new Together((runs) => giveBackUnbegun(runs, house), house.clock);
  }

  get busy(): number {
    return this.#seats.size;
  }

  room(command: string, free: number): number {
    const batch = this.#batchOf(command);
    const more = batch > 1 ? this.#open.length : 0;
    return (this.#idle(free) + more) * batch;
  }

  async live(given: readonly Run[], hold: Hold): Promise<void> {
    const { clock, end, store } = this.#house;
    let runs = given;
    let places = this.#placesFor(runs, hold.free);
    // There was one when they were taken. Who is told to leave gives them back, wherever they are.
    for (let version = -1; places.length === 0 && runs.length > 0 && !end.asked.aborted;) {
      await clock.sleep(LOOK_EVERY_MS, { signal: end.asked });
      if (store.version() !== version) runs = await dropCancelled(runs, store, this.#closings);
      version = store.version();
      places = this.#placesFor(runs, hold.free);
    }
    const share = Math.ceil(runs.length / Math.max(1, places.length));
    for (let from = 0; from < runs.length; from += share)
      hold.life(this.#liveShare(places.shift() ?? new PoolSeat(), runs.slice(from, from + share), hold));
  }

  /** Alone in a child that has its module already: a rate counts from when its code begins. */
  async livePaced(run: Run, start: PacedStart, hold: Hold): Promise<void> {
    const { clock, end } = this.#house;
    while (this.#idle(hold.free()) === 0 && !end.stopping.aborted)
      await clock.sleep(LOOK_EVERY_MS, { signal: end.stopping });
    const seat = new PoolSeat();
    await this.#sit(seat, new Set([run.command]), async () => {
      seat.child = await this.#takeLoaded(run.command);
      const begun = await start.begin();
      // How long it took says nothing of how many may go at once.
      if (begun) await this.#liveIn(seat, [begun], { hold, note: () => undefined, begun: start.begun });
    });
  }

  renew(): void {
    this.#children.renew();
  }

  close(): Promise<void> {
    return this.#children.close();
  }

  #batchOf(command: string): number {
    return Math.min(MOST_AT_ONCE, this.#children.maxRuns, this.#paces.batchOf(command));
  }

  /** How many children more may be at work. */
  #idle(free: number): number {
    return Math.max(0, Math.min(free, this.#children.size - this.#seats.size));
  }

  /** Those whose children may be given more, as all that they have is quick. */
  get #open(): PoolSeat[] {
    return [...this.#seats].filter(
      (seat) => seat.takesMore && [...seat.commands].every((name) => this.#batchOf(name) > 1),
    );
  }

  /** Where runs may go now, one for each of them at most. */
  #placesFor(runs: readonly Run[], free: () => number): PoolSeat[] {
    const commands = new Set(runs.map(({ command }) => command));
    const idle = Array.from({ length: this.#idle(free()) }, () => new PoolSeat());
    if (idle.length >= runs.length) return idle.slice(0, runs.length);
    const isQuick = [...commands].every((name) => this.#batchOf(name) > 1);
    const open = isQuick ? this.#open : [];
    const count = Math.ceil(runs.length / Math.max(1, idle.length + open.length));
    const takesMore = ({ child }: PoolSeat): boolean =>
      child !== null && this.#children.takesMore(child, { commands, count });
    return [...idle, ...open.filter(takesMore)].slice(0, runs.length);
  }

  async #liveShare(seat: PoolSeat, runs: readonly Run[], hold: Hold): Promise<void> {
    const commands = new Set(runs.map(({ command }) => command));
    await this.#sit(seat, commands, async () => {
      const wanted = { commands, count: runs.length };
      seat.child ??= await this.#children.take(wanted, this.#house.end.asked);
      const { loaded } = seat.child ?? {};
      // The first of a command in a child waits for its module.
      const isLoaded = [...commands].every((name) => loaded?.has(name));
      const note: Note = ({ command }, tookMs) => isLoaded && this.#paces.note(command, 1, tookMs);
      await this.#liveIn(seat, runs, { hold, note });
    });
  }

  /** Something is in that place until `life` is over. */
  async #sit(seat: PoolSeat, commands: ReadonlySet<string>, life: () => Promise<void>): Promise<void> {
    seat.open(commands);
    this.#seats.add(seat);
    try {
      await life();
    } finally {
      if (seat.close()) this.#leave(seat);
    }
  }

  async #liveIn(
    { child, runners }: PoolSeat,
    runs: readonly Run[],
    { hold, note, begun }: Living,
  ): Promise<void> {
    const runner = new PooledRunner({
      child,
      closings: this.#closings,
      returns: this.#returns,
      house: this.#house,
      note,
      onCode: begun ?? null,
      again: (returned) => hold.life(this.#liveAgain(returned, hold)),
    });
    runners.add(runner);
    await runner.live(runs);
    runners.delete(runner);
  }

  /** Null: the worker was told to stop. */
  async #takeLoaded(command: string): Promise<PoolChild | null> {
    const { clock, end } = this.#house;
    const { stopping } = end;
    const wanted = { commands: new Set([command]), count: 1 };
    const child = await this.#children.take(wanted, stopping);
    if (!child || child.loaded.has(command)) return child;
    if (!(await inTimeToPrepare(unlessAborted(child.load(command), stopping), clock))) child.dismiss();
    if (!child.isSpent) return child;
    // Its module ended it, or hangs. The run has to begin in another, for its row to say so.
    this.#children.giveBack(child);
    return this.#children.take(wanted, stopping);
  }

  /** They stood behind another run for a while. */
  async #liveAgain(runs: readonly Run[], hold: Hold): Promise<void> {
    await this.live(await dropCancelled(runs, this.#house.store, this.#closings), hold);
  }

  #leave(seat: PoolSeat): void {
    this.#seats.delete(seat);
    if (seat.child) this.#children.giveBack(seat.child);
  }
}
