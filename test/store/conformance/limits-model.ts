import { describe, expect, test } from "vitest";
import type { OverlapPolicy } from "../../../src/core/policy.ts";
import { UNLIMITED, type Limit } from "../../../src/core/queue.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Claimed, ClaimRules } from "../../../src/store/work-store.ts";
import { fc } from "../../properties.ts";
import { beginClaimed, claims, closing, job, NOON, reread } from "../build.ts";

/*
 * What is in hands and what began, kept by a list beside the ledger: after each claim no limit may be exceeded by
 * one, though all that was claimed began at once; and when everybody ends and time goes on, nobody may be left. Then
 * the ledger itself is asked when each attempt began.
 */

interface Held extends Claimed {
  begun: boolean;
}

interface Start {
  gates: string[];
  at: number;
}

type Verb =
  | {
      verb: "enqueue";
      command: string;
      queue: string;
      key: string | null;
      priority: number;
      policy: OverlapPolicy;
      lock: string;
      delay: number;
      expires: number | null;
    }
  | { verb: "claim"; limit: number; queues: readonly string[] | null; draw: number }
  | { verb: Move; which: number }
  | { verb: "pause" | "resume"; queue: string }
  | { verb: "cancel"; which: number };

type Move = "begin" | "finish" | "fail" | "lose" | "give back" | "withdraw";

const queue = fc.constantFrom("a", "b");
const which = fc.nat(7);
const step: fc.Arbitrary<Verb> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      verb: fc.constant("enqueue" as const),
      command: fc.constantFrom("x", "y"),
      queue,
      key: fc.constantFrom(null, "k", "l"),
      priority: fc.constantFrom(0, 0, 1),
      policy: fc.constantFrom<OverlapPolicy>("allow", "allow", "wait", "skip", "replace"),
      lock: fc.constantFrom("m", "n"),
      delay: fc.constantFrom(0, 0, 500),
      expires: fc.constantFrom(null, null, null, 900),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant("claim" as const),
      limit: fc.integer({ min: 1, max: 4 }),
      queues: fc.constantFrom(null, null, ["a"], ["b"]),
      draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      verb: fc.constantFrom(
        "begin" as const,
        "begin" as const,
        "finish" as const,
        "fail" as const,
        "lose" as const,
        "give back" as const,
        "withdraw" as const,
      ),
      which,
    }),
  },
  fc.record({ verb: fc.constantFrom("pause" as const, "resume" as const), queue }),
  fc.record({ verb: fc.constant("cancel" as const), which }),
);
const limit: fc.Arbitrary<Limit> = fc.record({
  concurrency: fc.constantFrom(null, 1, 2, 3),
  rate: fc.constantFrom(null, null, { count: 1, perMs: 700 }, { count: 2, perMs: 1_000 }),
});
const rules: fc.Arbitrary<ClaimRules> = fc
  .record({ x: limit, xKey: limit, yKey: limit, a: limit })
  .map(({ x, xKey, yKey, a }) => ({
    commands: { x: { limit: x, keyLimit: xKey }, y: { limit: UNLIMITED, keyLimit: yKey } },
    queues: { a: { weight: 3, limit: a } },
  }));
const steps = fc.array(fc.record({ after: fc.constantFrom(0, 0, 1, 300), verb: step }), { maxLength: 60 });

export function describeLimitsModel(open: () => Store | Promise<Store>): void {
  describe("any sequence of claims, ends and losses", () => {
    test("exceeds no limit by one, and leaves nobody waiting for ever", async () => {
      await fc.assert(
        fc.asyncProperty(rules, steps, async (given, sequence) => {
          const store = await open();
          try {
            const world = new World(store, given);
            for (const { after, verb } of sequence) await world.play(after, verb);
            await world.endAll();
            await world.expectSpread();
          } finally {
            store.close();
          }
        }),
        { numRuns: 3000 },
      );
    }, 120_000);
  });
}

class World {
  readonly #store: Store;
  readonly #rules: ClaimRules;
  readonly #ids: string[] = [];
  #held: Held[] = [];
  #starts: Start[] = [];
  #now = NOON;

  constructor(store: Store, rules: ClaimRules) {
    this.#store = store;
    this.#rules = rules;
  }

  async play(after: number, verb: Verb): Promise<void> {
    this.#now += after;
    if (verb.verb === "enqueue") await this.#enqueue(verb);
    else if (verb.verb === "claim") await this.#claim(verb);
    else if (verb.verb === "pause")
      await this.#store.pauseQueue(verb.queue, { at: this.#now, by: "ada", reason: null, until: null });
    else if (verb.verb === "resume") await this.#store.resumeQueue(verb.queue);
    else if (verb.verb === "cancel") await this.#cancel(verb.which);
    else if ("which" in verb)
      await this.#move(verb.verb, this.#held[verb.which % Math.max(1, this.#held.length)]);
  }

  /** Everybody ends, time goes on, and nobody may be left. */
  async endAll(): Promise<void> {
    for (const queue of ["a", "b"]) await this.#store.resumeQueue(queue);
    for (let round = 0; round < 500; round += 1) {
      this.#now += 50;
      for (const held of [...this.#held]) await this.#move(held.begun ? "finish" : "begin", held);
      await this.#claim({ limit: 4, queues: null, draw: 0.5 });
      if (this.#held.length > 0) continue;
      const next = await this.#store.nextRunAfter(this.#now);
      if (next === null) break;
      this.#now = next;
    }
    const { runs } = await this.#store.listRuns({ states: ["queued", "running"] }, { limit: 100 });
    expect(runs).toEqual([]);
  }

  async #enqueue({ key, lock, delay, expires, ...verb }: Extract<Verb, { verb: "enqueue" }>): Promise<void> {
    const { command, queue: where, priority, policy } = verb;
    const asked = job({
      command,
      queue: where,
      priority,
      policy,
      key: lock,
      limitKey: key === null ? null : `${command} ${key}`,
      runAfter: this.#now + delay,
      expiresAt: expires === null ? null : this.#now + expires,
      now: this.#now,
    });
    this.#ids.push(asked.run.id);
    await this.#store.enqueue([asked], { host: "web-1", now: this.#now });
  }

  async #claim({
    limit: most,
    queues,
    draw,
  }: {
    limit: number;
    queues: readonly string[] | null;
    draw: number;
  }) {
    const found = await claims(this.#store, this.#now, {
      limit: most,
      queues: queues && Object.fromEntries(queues.map((name) => [name, 1])),
      rules: this.#rules,
      draws: Array.from({ length: most }, () => draw),
    });
    for (const claimed of found) this.#held.push({ ...claimed, begun: false });
    this.#expectWithin();
  }

  async #move(verb: Move, held: Held | undefined): Promise<void> {
    if (!held) return;
    const [now, { run }] = [this.#now, held];
    const ref = { runId: run.id, attempt: run.attempt };
    if (verb === "begin" && !held.begun) {
      await this.#begin(held);
    } else if (verb === "give back" && !held.begun) {
      await this.#store.release({ ref, outcome: "interrupted", reason: "told to stop", now });
      this.#drop(held);
    } else if (verb === "withdraw" && !held.begun) {
      await this.#store.withdraw({ ...ref, state: "lost", reason: "owner died", exitCode: null, now });
      this.#drop(held);
    } else if (held.begun && verb !== "begin" && verb !== "give back" && verb !== "withdraw") {
      await this.#end(verb, held);
    }
  }

  /** One that replaces another has that ended at once; a worker asks it to end. */
  async #begin(held: Held): Promise<void> {
    const answer = await beginClaimed(this.#store, held, this.#now);
    held.begun = answer.kind === "started";
    if (held.begun) {
      this.#starts.push({ gates: gatesOf(held), at: this.#now });
      this.#expectAlone(held);
    } else if (answer.kind !== "held") this.#drop(held);
    else if (held.overlap.policy === "replace") {
      const holder = this.#held.find(({ run }) => "holder" in answer && run.id === answer.holder.id);
      if (!holder) throw new Error(`${held.run.id} is held by one that nobody has`);
      await this.#end("cancel", holder);
    }
  }

  async #end(verb: "finish" | "fail" | "lose" | "cancel", held: Held): Promise<void> {
    const finishedAt = this.#now;
    if (verb === "cancel") await this.#store.finish(closing(held.run, { outcome: "cancelled", finishedAt }));
    else if (verb === "finish") await this.#store.finish(closing(held.run, { finishedAt }));
    else if (verb === "lose") await this.#store.finish(closing(held.run, { outcome: "lost", finishedAt }));
    else
      await this.#store.requeue(closing(held.run, { outcome: "failed", finishedAt }), {
        runAfter: finishedAt + 200,
        reason: null,
      });
    this.#drop(held);
  }

  async #cancel(which: number): Promise<void> {
    const runId = this.#ids[which];
    if (runId === undefined || this.#held.some(({ run, begun }) => begun && run.id === runId)) return;
    await this.#store.requestCancel(runId, "ada", this.#now);
  }

  #drop(held: Held): void {
    this.#held = this.#held.filter((one) => one !== held);
  }

  /** Whatever was claimed and began when: no span of a rate's length holds more than its count. */
  async expectSpread(): Promise<void> {
    const begun: Start[] = [];
    for (const id of this.#ids) {
      const run = await reread(this.#store, { id });
      for (const { startedAt } of await this.#store.attempts(id))
        if (startedAt !== null) begun.push({ gates: gatesOf({ run }), at: startedAt });
    }
    for (const [gate, { rate }] of this.#limits()) {
      if (rate === null) continue;
      const instants = begun.filter(({ gates }) => gates.includes(gate)).map(({ at }) => at);
      instants.sort((a, b) => a - b);
      for (const [index, at] of instants.entries()) {
        const later = instants[index + rate.count] ?? Infinity;
        expect(later - at, gate).toBeGreaterThanOrEqual(rate.perMs);
      }
    }
  }

  #expectWithin(): void {
    for (const [gate, { concurrency, rate }] of this.#limits()) {
      const held = this.#held.filter((one) => gatesOf(one).includes(gate));
      if (concurrency !== null) expect(held.length, gate).toBeLessThanOrEqual(concurrency);
      if (rate === null) continue;
      const lately = this.#starts.filter(
        ({ gates, at }) => gates.includes(gate) && at > this.#now - rate.perMs,
      );
      const unbegun = held.filter(({ begun }) => !begun);
      expect(lately.length + unbegun.length, gate).toBeLessThanOrEqual(rate.count);
    }
  }

  /** Nothing with its key lives when it begins, unless it runs beside others. */
  #expectAlone({ run, overlap }: Held): void {
    if (overlap.policy === "allow") return;
    const others = this.#held.filter((one) => one.begun && one.run.id !== run.id);
    expect(
      others.filter((one) => one.overlap.key === overlap.key),
      overlap.policy,
    ).toEqual([]);
  }

  #limits(): [gate: string, limit: Limit][] {
    const { commands, queues } = this.#rules;
    return [
      ...Object.entries(queues).map(([name, rule]): [string, Limit] => [`queue ${name}`, rule.limit]),
      ...Object.entries(commands).flatMap(([name, rule]): [string, Limit][] => [
        [`command ${name}`, rule.limit],
        ...["k", "l"].map((key): [string, Limit] => [`key ${name} ${key}`, rule.keyLimit]),
      ]),
    ];
  }
}

function gatesOf({ run }: Pick<Claimed, "run">): string[] {
  const { queue: where, command, limitKey } = run;
  return [`queue ${where ?? ""}`, `command ${command}`, ...(limitKey === null ? [] : [`key ${limitKey}`])];
}
