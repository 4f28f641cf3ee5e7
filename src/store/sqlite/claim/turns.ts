import type { Claim } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { pausedQueues } from "../queues.ts";
import { number, text, type Row } from "../row.ts";
import { LINES } from "./lines.ts";

/** Runs of one command that wait in one queue with one priority: inside it the one goes first that was due first. */
export interface Turn {
  queue: string;
  command: string;
  priority: number;
}

interface Line extends Turn {
  /** Who stands first in it, once somebody looked; undefined when nobody does. */
  head: Row | undefined;
  isKnown: boolean;
  /** How many at its front were looked at and left where they are. */
  passed: number;
}

interface Wish extends Pick<Claim, "now" | "queues" | "rules"> {
  /** Nothing of it may start now, whoever it is. */
  isShut: (turn: Turn) => boolean;
}

/** Whose turn it is: a queue is drawn by its weight, in it the highest priority goes first, then who was due first. */
export class Turns {
  readonly #connection: Connection;
  readonly #wish: Wish;
  readonly #lines: Map<string, Line[]>;
  #last: Line | null = null;

  constructor(connection: Connection, wish: Wish) {
    this.#connection = connection;
    this.#wish = wish;
    this.#lines = Map.groupBy(findLines(connection, wish), ({ queue }) => queue);
  }

  /** The next run to look at; undefined when nobody is left. `draw` is one of [0, 1). */
  next(draw: number): Row | undefined {
    // Whoever was handed out, ended or parked stands in no line any more: the next is first.
    if (this.#last) this.#last.isKnown = false;
    for (let queue = this.#draw(draw); queue !== undefined; queue = this.#draw(draw)) {
      const line = this.#firstOf(this.#lines.get(queue) ?? []);
      this.#last = line ?? null;
      if (line) return line.head;
      this.#lines.delete(queue);
    }
    return undefined;
  }

  /** The run that was looked at last keeps its place, and the one behind it is looked at next. */
  passOver(): void {
    if (this.#last) this.#last.passed += 1;
  }

  #draw(draw: number): string | undefined {
    const names = [...this.#lines.keys()];
    const weights = names.map((name) => this.#weightOf(name));
    let left = draw * weights.reduce((sum, weight) => sum + weight, 0);
    return names.find((_, index) => (left -= weights[index] ?? 0) < 0) ?? names.at(-1);
  }

  #weightOf(queue: string): number {
    return this.#wish.queues?.[queue] ?? this.#wish.rules?.queues[queue]?.weight ?? 1;
  }

  #firstOf(lines: readonly Line[]): Line | undefined {
    let first: Line | undefined;
    for (const line of lines) {
      if (this.#wish.isShut(line)) continue;
      if (first && line.priority < first.priority && first.head) break;
      this.#look(line);
      if (line.head && (!first?.head || isBefore(line.head, first.head))) first = line;
    }
    return first;
  }

  #look(line: Line): void {
    if (line.isKnown) return;
    const { queue, command, priority, passed } = line;
    line.head = this.#connection.first(HEAD, { queue, command, priority, passed, now: this.#wish.now });
    line.isKnown = true;
  }
}

/** Lines stand by priority, so what differs is the instant, and among those of one instant who was asked for first. */
function isBefore(a: Row, b: Row): boolean {
  const byTime = number(a, "run_after") - number(b, "run_after");
  return byTime < 0 || (byTime === 0 && number(a, "seq") < number(b, "seq"));
}

const HEAD = `select seq, id, command, queue, attempt, overlap, concurrency_key, limit_key, run_after, started_at,
    cancel_requested_by, expires_at
  from runs where queue = :queue and command = :command and priority = :priority and run_after <= :now
  order by run_after, seq limit 1 offset :passed`;

/** The lines of the queues that are open to this worker, the highest priority first. */
function findLines(connection: Connection, { now, queues }: Wish): Line[] {
  const paused = pausedQueues(connection, now);
  const isOpen = ({ queue }: Turn): boolean =>
    !paused.has(queue) && (queues == null || Object.hasOwn(queues, queue));
  return connection
    .all(ALL_LINES)
    .map(mapTurn)
    .filter(isOpen)
    .map((turn) => ({ ...turn, head: undefined, isKnown: false, passed: 0 }))
    .sort((a, b) => b.priority - a.priority);
}

const ALL_LINES = `with recursive ${LINES} select queue, command, priority from line`;

function mapTurn(row: Row): Turn {
  return { queue: text(row, "queue"), command: text(row, "command"), priority: number(row, "priority") };
}
