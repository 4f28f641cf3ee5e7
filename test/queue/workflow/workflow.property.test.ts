import { expect, test } from "vitest";
import { findReferences } from "../../../src/core/reference.ts";
import { FINAL_OUTCOMES, type FinalOutcome, type Run } from "../../../src/core/run.ts";
import { isFinal } from "../../../src/core/transition.ts";
import { openMemoryStore } from "../../../src/store/open.ts";
import type { Store } from "../../../src/store/store.ts";
import type { NewMember } from "../../../src/store/workflow-store.ts";
import { fc } from "../../properties.ts";
import { closing, LEASE_MS, NOON, owner, reread, started, startRequest } from "../../store/build.ts";
import { build, plan, shapes } from "./random-workflow.ts";

type Turn = { turn: "claim" } | { turn: "end"; which: number; outcome: FinalOutcome | "again" };

const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.constant({ turn: "claim" as const }),
  fc.record({
    turn: fc.constant("end" as const),
    which: fc.nat(20),
    outcome: fc.oneof(
      { weight: 8, arbitrary: fc.constant("succeeded" as const) },
      { weight: 1, arbitrary: fc.constant("again" as const) },
      { weight: 2, arbitrary: fc.constantFrom(...FINAL_OUTCOMES) },
    ),
  }),
);

/** A workflow that is lived by whoever comes, and what must hold of it at every turn. */
class Play {
  readonly #store: Store;
  readonly #members: readonly NewMember[];
  readonly #running: Run[] = [];

  constructor(store: Store, members: readonly NewMember[]) {
    this.#store = store;
    this.#members = members;
  }

  async take(one: Turn): Promise<void> {
    if (one.turn === "claim") return this.#claim();
    const [run] = this.#running.splice(one.which % Math.max(1, this.#running.length), 1);
    if (!run) return;
    if (one.outcome === "again")
      await this.#store.requeue(closing(run, { outcome: "failed" }), { runAfter: NOON, reason: null });
    else await this.#end(run, one.outcome);
  }

  /** Until nothing runs and nothing may start any more. */
  async drain(): Promise<void> {
    for (let before = -1; before !== (await this.#over());) {
      before = await this.#over();
      await this.#claim();
      for (const run of this.#running.splice(0)) await this.#end(run, "succeeded");
    }
  }

  /** Retries what stopped others, until nothing is stopped. */
  async resume(): Promise<void> {
    for (let stopper = await this.#stopper(); stopper; stopper = await this.#stopper()) {
      const { command, args, id: parentId } = stopper;
      const again = await started(this.#store, { trigger: "retry", parentId, command, args, now: NOON });
      await this.#end(again, "succeeded");
      await this.drain();
    }
  }

  /** Each run is over, or waits and says for whose end in vain. */
  async expectNothingForgotten(): Promise<void> {
    for (const { run } of await this.#workflow()) {
      if (isFinal(run.state)) continue;
      const [, id = ""] = /^stopped: run (\S+) of /.exec(run.reason ?? "") ?? [];
      const stopper = await reread(this.#store, { id });
      expect(isFinal(stopper.state) && stopper.state !== "succeeded", `${run.reason}`).toBe(true);
    }
  }

  /** What was waiting when something stopped it has run in the end. */
  async expectAllNeededDone(): Promise<void> {
    for (const { run } of await this.#workflow()) expect(isFinal(run.state)).toBe(true);
    const succeeded = (await this.#workflow()).filter(({ run }) => run.state === "succeeded");
    const done = new Set(succeeded.map(({ run }) => run.command));
    for (const { job, needs } of this.#members)
      if (done.has(job.run.command)) for (const need of needs) expect(done).toContain(this.#commandOf(need));
  }

  async #claim(): Promise<void> {
    const wish = { owner: owner(200), leaseUntil: NOON + LEASE_MS, now: NOON + 2_000 };
    const [claimed] = await this.#store.claim(wish);
    if (!claimed) return;
    const { id, command } = claimed.run;
    const { run } = await this.#store.begin(
      startRequest({ id, command, key: command, policy: "allow", pid: 200, now: NOON + 2_000 }),
    );
    await this.#expectReady(run);
    this.#running.push(run);
  }

  /** All that its job needs has succeeded, and its args hold the result that they refer to. */
  async #expectReady(run: Run): Promise<void> {
    const planned = this.#members.find(({ job }) => job.run.command === run.command);
    const done = (await this.#workflow()).filter((one) => one.run.state === "succeeded");
    const commands = done.map((one) => one.run.command);
    for (const need of planned?.needs ?? []) expect(commands).toContain(this.#commandOf(need));
    expect(findReferences(run.args)).toEqual([]);
    const [reference] = findReferences(planned?.job.run.args ?? {});
    if (reference) expect(run.args).toEqual({ from: this.#commandOf(reference.of) });
  }

  #commandOf(id: string): string {
    return this.#members.find(({ job }) => job.run.id === id)?.job.run.command ?? "";
  }

  async #end(run: Run, outcome: FinalOutcome): Promise<void> {
    await this.#store.finish(closing(run, { outcome, result: { of: run.command } }));
  }

  #workflow() {
    return this.#store.workflow(this.#members[0]?.job.workflowId ?? "");
  }

  async #over(): Promise<number> {
    return (await this.#workflow()).filter(({ run }) => isFinal(run.state)).length;
  }

  async #stopper(): Promise<Run | undefined> {
    for (const { run } of await this.#workflow()) {
      const [, id] = /^stopped: run (\S+) of /.exec(run.reason ?? "") ?? [];
      if (run.state === "queued" && id !== undefined) return this.#store.findRun(id);
    }
    return undefined;
  }
}

test("a run starts when all that it needs has succeeded, nothing is forgotten, and a retry goes on from there", async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 7 }),
      fc.array(turn, { maxLength: 60 }),
      async (shape, priorities, turns) => {
        const store = openMemoryStore(0);
        try {
          const members = await plan(build(shape).workflow, priorities);
          await store.enqueueWorkflow(members, { host: "web-1", now: NOON });
          const play = new Play(store, members);
          for (const one of turns) await play.take(one);
          await play.drain();
          await play.expectNothingForgotten();
          await play.resume();
          await play.expectAllNeededDone();
        } finally {
          store.close();
        }
      },
    ),
    { numRuns: 150 },
  );
});
