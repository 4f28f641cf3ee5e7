import type { Run } from "../../../core/run.ts";
import type { Claim, Claimed } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { park, parkedOn, unpark } from "../parking.ts";
import { OPEN_GATES, openGates, periodsOf } from "../rates.ts";
import { number, numberOrNull, textOrNull, type Row } from "../row.ts";
import { getRun } from "../runs.ts";
import { takeTurn } from "../take-turn.ts";
import { underLock } from "../under-lock.ts";
import { endQueued, expireParked, findEnd } from "./ends.ts";
import { IN_LINE, LINES } from "./lines.ts";
import { Limits } from "./limits.ts";
import { heedRules } from "./outdated-gates.ts";
import { findOverlapParking, isInHands, policyOf } from "./overlaps.ts";
import { Turns, type Turn } from "./turns.ts";

/**
 * Puts the runs whose turn it is into the owner's hands. Those that will never start are ended on the way. Workers ask
 * much more often than there is a run, so they only take the write lock when there is one.
 */
export function claim(connection: Connection, wish: Claim): Claimed[] {
  heedRules(connection, wish.rules);
  if (!isAnyThere(connection, wish)) return [];
  return tellingEnds(wish, (own) =>
    connection.write(() => claimNext(connection, underLock(own), without(wish.except))),
  );
}

/** Whoever is told of what a claim ended hears of it when it is written, and of none that was not. */
export function tellingEnds<Wish extends Pick<Claim, "onEnded">, Result>(
  wish: Wish,
  write: (wish: Wish) => Result,
): Result {
  const { onEnded } = wish;
  if (!onEnded) return write(wish);
  const ended: Run[] = [];
  const result = write({ ...wish, onEnded: (run) => ended.push(run) });
  for (const run of ended) onEnded(run);
  return result;
}

function without(commands: readonly string[] = []): (command: string) => boolean {
  const left = new Set(commands);
  return (command) => !left.has(command);
}

export function isAnyThere(connection: Connection, { now, rules }: Claim): boolean {
  return connection.read(() => connection.first(ANY, { now, periods: periodsOf(rules) })) !== undefined;
}

const ANY = `with recursive ${LINES}
  select 1 from line where exists (select 1 from runs where ${IN_LINE} and run_after <= :now)
  union all select 1 from (${OPEN_GATES})
  union all select 1 from runs where expires_at <= :now and finished_at is null and +state = 'queued' limit 1`;

/** In the caller's write transaction, of the commands that are `wanted`. */
export function claimNext(
  connection: Connection,
  wish: Claim,
  wanted: (command: string) => boolean,
): Claimed[] {
  const { now, rules, limit = 1, draws = [] } = wish;
  openGates(connection, now, periodsOf(rules));
  expireParked(connection, wish);
  const desk = new Desk(connection, wish, wanted);
  const claimed: Claimed[] = [];
  while (claimed.length < limit) {
    const row = desk.next(draws[claimed.length] ?? 0);
    if (!row) break;
    claimed.push(handOut(connection, row, wish));
  }
  return claimed;
}

/** Where those whose turn it is are looked at, one after the other. */
class Desk {
  readonly #connection: Connection;
  readonly #limits: Limits;
  readonly #wish: Claim;
  readonly #wanted: (command: string) => boolean;
  #turns: Turns;
  /** Somebody was let go who may stand in a line that was not there. */
  #isStale = false;

  constructor(connection: Connection, wish: Claim, wanted: (command: string) => boolean) {
    this.#connection = connection;
    this.#wanted = wanted;
    this.#limits = new Limits(connection, wish);
    this.#wish = wish;
    this.#turns = this.#lineUp();
  }

  /** The next run that may be handed out; any other is ended, parked, or passed over until it is asked about again. */
  next(draw: number): Row | undefined {
    for (;;) {
      const row = this.#turns.next(draw);
      if (row && this.#settle(row)) return row;
      if (row) continue;
      if (!this.#isStale) return undefined;
      this.#isStale = false;
      this.#turns = this.#lineUp();
    }
  }

  #lineUp(): Turns {
    const isShut = (turn: Turn): boolean =>
      !this.#wanted(turn.command) || this.#isLeftOut(turn.command) || this.#limits.isShut(turn);
    return new Turns(this.#connection, { ...this.#wish, isShut });
  }

  #isLeftOut(command: string): boolean {
    const { rules, letsIn } = this.#wish;
    return letsIn !== undefined && !Object.hasOwn(rules?.commands ?? {}, command) && !letsIn(command);
  }

  #settle(row: Row): boolean {
    const { now } = this.#wish;
    const end = findEnd(this.#connection, row, now);
    if (end) return this.#end(row, end);
    const parking = findOverlapParking(this.#connection, row, now) ?? this.#limits.findParking(row);
    if (parking === "pass over") this.#turns.passOver();
    else if (parking !== null) this.#park(row, parking);
    else this.#take(row);
    return parking === null;
  }

  #end(row: Row, end: NonNullable<ReturnType<typeof findEnd>>): false {
    endQueued(this.#connection, row, end, this.#wish);
    this.#isStale = true;
    return false;
  }

  /** Maybe it was let go for nothing where it waited for its other key: who stands behind it there may start. */
  #park(row: Row, on: string): void {
    park(this.#connection, number(row, "seq"), on);
    const overlap = textOrNull(row, "concurrency_key");
    if (overlap !== null && !isInHands(this.#connection, overlap)) this.#unpark(parkedOn("overlap", overlap));
    this.#letGo(row);
  }

  #take(row: Row): void {
    this.#limits.take(row);
    this.#letGo(row);
  }

  /** The next of its limit key, where that takes more. */
  #letGo(row: Row): void {
    const key = textOrNull(row, "limit_key");
    if (key !== null && !this.#limits.isKeyFull(row)) this.#unpark(parkedOn("limit", key));
  }

  #unpark(on: string): void {
    if (unpark(this.#connection, on)) this.#isStale = true;
  }
}

function handOut(connection: Connection, row: Row, { owner, leaseUntil }: Claim): Claimed {
  const seq = number(row, "seq");
  takeTurn(connection, { seq, attempt: number(row, "attempt") }, { owner, leaseUntil });
  const run = getRun(connection, seq);
  return { run, overlap: { key: textOrNull(row, "concurrency_key") ?? run.id, policy: policyOf(row) } };
}

/** When the next run may start that may not at `now`. */
export function nextRunAfter(connection: Connection, now: number): number | null {
  const row = connection.first(NEXT, { now });
  return row ? numberOrNull(row, "next") : null;
}

const NEXT = `with recursive ${LINES}
  select min(next) as next from (
  select (select min(run_after) from runs where ${IN_LINE} and run_after > :now) as next from line
  union all select min(opens_at) from gates where opens_at > :now
  union all select min(paused_until) from queues where paused_until > :now
  union all select min(expires_at) from runs where expires_at > :now and finished_at is null)`;
