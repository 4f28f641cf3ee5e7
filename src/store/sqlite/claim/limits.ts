import { UNLIMITED, type Limit } from "../../../core/queue.ts";
import type { Run } from "../../../core/run.ts";
import type { Claim, ClaimRules } from "../../work-store.ts";
import type { Connection } from "../connection.ts";
import { parkedOn } from "../parking.ts";
import {
  countUnbegun,
  gateOf,
  nextAllowed,
  noteStart,
  shutGate,
  shutGates,
  type LimitKind,
} from "../rates.ts";
import { number, text, textOrNull, type Row } from "../row.ts";
import type { Turn } from "./turns.ts";

/** A key that no rule is known of: one at a time. */
const ONE: Limit = { concurrency: 1, rate: null };

interface Asked {
  kind: LimitKind;
  /** What is counted. */
  name: string;
  /** Whose limit that is: a queue's, or a command's. */
  of: string;
  limit: Limit;
}

/** A rate counts the starts of that run: its queue's, its command's or its key's. */
export function isRated(
  { queue, command, limitKey }: Pick<Run, "queue" | "command" | "limitKey">,
  rules: ClaimRules | undefined,
): boolean {
  const own = rules?.commands[command];
  const limits = [
    own?.limit,
    limitKey === null ? undefined : own?.keyLimit,
    queue === null ? undefined : rules?.queues[queue]?.limit,
  ];
  return limits.some((limit) => limit !== undefined && limit.rate !== null);
}

/** What is in hands now, whoever's, and what the rules still allow. A person's runs count, though none is held up. */
export class Limits {
  readonly #connection: Connection;
  readonly #rules: ClaimRules;
  readonly #now: number;
  readonly #shut: Set<string>;
  /** Counted when a limit first asks for it: most claims have none, and a worker may have thousands in hand. */
  #inHands: Map<string, number> | null = null;
  /** Of each gate that was asked about: how many are claimed, here too, and did not begin yet. */
  readonly #unbegun = new Map<string, number>();

  constructor(connection: Connection, { rules, now }: Pick<Claim, "rules" | "now">) {
    this.#connection = connection;
    this.#rules = rules ?? { commands: {}, queues: {} };
    this.#now = now;
    this.#shut = new Set(shutGates(connection));
  }

  /** Nothing of that command or that queue may start now. */
  isShut({ queue, command }: Turn): boolean {
    return (
      this.#isFull({ kind: "queue", name: queue, of: queue, limit: this.#queueLimit(queue) }) ||
      this.#isFull({ kind: "command", name: command, of: command, limit: this.#commandLimit(command) })
    );
  }

  /** What a run whose command and queue may start is held back by; null: nothing. */
  findParking(row: Row): string | null {
    const key = textOrNull(row, "limit_key");
    return key !== null && this.isKeyFull(row) ? parkedOn("limit", key) : null;
  }

  /** No other run with this one's limit key may start now. */
  isKeyFull(row: Row): boolean {
    const [key, of] = [textOrNull(row, "limit_key"), text(row, "command")];
    return key !== null && this.#isFull({ kind: "key", name: key, of, limit: this.#keyLimit(of) });
  }

  /** The run is handed out now: its attempt is opened next. */
  take(row: Row): void {
    const [queue, command, key] = [text(row, "queue"), text(row, "command"), textOrNull(row, "limit_key")];
    // As long as no limit asked, none is in its way; whoever asks later finds its attempt open.
    if (this.#inHands) this.#count(this.#inHands, row, 1);
    this.#note("queue", queue, this.#queueLimit(queue), row);
    this.#note("command", command, this.#commandLimit(command), row);
    if (key !== null) this.#note("key", key, this.#keyLimit(command), row);
  }

  #isFull(asked: Asked): boolean {
    // The gate first: it has to be shut for those that are parked, though nobody may start anyway.
    if (this.#isGateShut(asked)) return true;
    const { kind, name, limit } = asked;
    return limit.concurrency !== null && this.#countOf(kind, name) >= limit.concurrency;
  }

  #isGateShut({ kind, name, of, limit: { rate } }: Asked): boolean {
    if (!rate) return false;
    const gate = gateOf(kind, name);
    if (this.#shut.has(gate)) return true;
    const at = nextAllowed(this.#connection, gate, rate, {
      now: this.#now,
      unbegun: this.#unbegunOf(gate),
    });
    if (at <= this.#now) return false;
    shutGate(this.#connection, gate, at, { kind, name: of, rate });
    this.#shut.add(gate);
    return true;
  }

  #note(kind: LimitKind, name: string, { rate }: Limit, row: Row): void {
    if (!rate) return;
    const start = { run: number(row, "seq"), attempt: number(row, "attempt") + 1, now: this.#now };
    const gate = gateOf(kind, name);
    this.#unbegun.set(gate, this.#unbegunOf(gate) + 1);
    noteStart(this.#connection, gate, rate, start);
  }

  #unbegunOf(gate: string): number {
    const known = this.#unbegun.get(gate) ?? countUnbegun(this.#connection, gate);
    this.#unbegun.set(gate, known);
    return known;
  }

  get #counts(): Map<string, number> {
    if (this.#inHands) return this.#inHands;
    const counts = new Map<string, number>();
    for (const row of this.#connection.all(IN_HANDS)) this.#count(counts, row, number(row, "runs"));
    return (this.#inHands = counts);
  }

  #count(counts: Map<string, number>, row: Row, runs: number): void {
    const add = (kind: LimitKind, name: string | null): void => {
      if (name === null) return;
      const gate = gateOf(kind, name);
      counts.set(gate, (counts.get(gate) ?? 0) + runs);
    };
    add("queue", textOrNull(row, "queue"));
    add("command", text(row, "command"));
    add("key", textOrNull(row, "limit_key"));
  }

  #countOf(kind: LimitKind, name: string): number {
    return this.#counts.get(gateOf(kind, name)) ?? 0;
  }

  #queueLimit(name: string): Limit {
    return this.#rules.queues[name]?.limit ?? UNLIMITED;
  }

  #commandLimit(name: string): Limit {
    return this.#rules.commands[name]?.limit ?? UNLIMITED;
  }

  #keyLimit(command: string): Limit {
    return this.#rules.commands[command]?.keyLimit ?? ONE;
  }
}

/** Claimed or running: what a crash left open counts until it is closed. */
const IN_HANDS = `select runs.queue, runs.command, runs.limit_key, count(*) as runs
  from attempts join runs on runs.seq = attempts.run where attempts.outcome is null
  group by runs.queue, runs.command, runs.limit_key`;
