import { fc } from "../../properties.ts";
import { describe, expect, test } from "vitest";
import { newId } from "../../../src/core/ids.ts";
import { OVERLAP_POLICIES, type OverlapPolicy } from "../../../src/core/policy.ts";
import { FINAL_OUTCOMES, RUN_STATES, type FinalOutcome, type RunState } from "../../../src/core/run.ts";
import { MOVES, stateAfter } from "../../../src/core/transition.ts";
import type { Withdrawal } from "../../../src/store/run-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { closing, LEASE_MS, NOON, startRequest } from "../build.ts";

/** What the model knows of a run. They stand in the order in which the ledger took them in. */
interface ModelRun {
  id: string;
  key: string;
  state: RunState;
  attempt: number;
  leaseUntil: number;
  cancelled: boolean;
}

type Verb =
  | { verb: "begin"; run: number; key: string; policy: OverlapPolicy }
  | { verb: "finish"; run: number; attempt: number; outcome: FinalOutcome }
  | { verb: "withdraw"; run: number; state: Withdrawal["state"] }
  | { verb: "cancel"; run: number }
  | { verb: "heartbeat"; run: number };

const RUNS = 6;
const run = fc.nat(RUNS - 1);
const step: fc.Arbitrary<Verb> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant("begin" as const),
      run,
      key: fc.constantFrom("k", "l"),
      policy: fc.constantFrom(...OVERLAP_POLICIES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      verb: fc.constant("finish" as const),
      run,
      attempt: fc.constantFrom(1, 1, 1, 2),
      outcome: fc.constantFrom(...FINAL_OUTCOMES),
    }),
  },
  fc.record({
    verb: fc.constant("withdraw" as const),
    run,
    state: fc.constantFrom("skipped" as const, "cancelled" as const, "lost" as const),
  }),
  fc.record({ verb: fc.constant("cancel" as const), run }),
  fc.record({ verb: fc.constant("heartbeat" as const), run }),
);
const steps = fc.array(fc.record({ after: fc.constantFrom(0, 10, 10_000, LEASE_MS), verb: step }), {
  maxLength: 30,
});

export function describeModel(open: () => Store | Promise<Store>): void {
  describe("any sequence of verbs", () => {
    test("leaves what a list of states in memory says, and moves no run as the table forbids", async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const store = await open();
          try {
            await play(store, sequence);
          } finally {
            store.close();
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}

async function play(store: Store, sequence: { after: number; verb: Verb }[]): Promise<void> {
  const ids = Array.from({ length: RUNS }, () => newId(NOON));
  const model: ModelRun[] = [];
  let now = NOON;
  for (const { after, verb } of sequence) {
    now += after;
    const before = model.map(({ state }) => state);
    const expected = foretell(model, verb, ids[verb.run]!, now);
    expect(await act(store, verb, ids[verb.run]!, now)).toEqual(expected);
    for (const [index, state] of before.entries()) expectMove(state, model[index]!.state);
    await expectSame(store, model);
  }
}

function expectMove(from: RunState, to: RunState): void {
  if (from !== to) expect(MOVES[from], `${from} → ${to}`).toContain(to);
}

/** Does to the model what the contract says that the verb does, and says what the verb must answer. */
function foretell(model: ModelRun[], verb: Verb, id: string, now: number): unknown {
  const found = model.find((one) => one.id === id);
  if (verb.verb === "begin") return foretellBegin(model, verb, id, now);
  if (verb.verb === "heartbeat") return foretellBeat(found, now);
  if (verb.verb === "finish")
    return close(
      found,
      found?.state === "running" && found.attempt === verb.attempt,
      stateAfter(verb.outcome),
    );
  if (verb.verb === "withdraw") return close(found, found?.state === "queued", verb.state);
  if (found?.state !== "queued" && found?.state !== "running") return false;
  return (found.cancelled = true);
}

function close(found: ModelRun | undefined, may: boolean, state: RunState): boolean {
  if (found && may) found.state = state;
  return may;
}

function foretellBeat(found: ModelRun | undefined, now: number) {
  const held = found?.state === "running";
  if (held) found.leaseUntil = now + LEASE_MS;
  return { held, cancelled: found?.cancelled ?? false };
}

function foretellBegin(
  model: ModelRun[],
  { key, policy }: { key: string; policy: OverlapPolicy },
  id: string,
  now: number,
) {
  let asker = model.find((one) => one.id === id);
  if (asker?.state === "running") return { kind: "started" };
  if (asker && asker.state !== "queued") return { kind: "cancelled" };
  if (asker?.cancelled) {
    asker.state = "cancelled";
    return { kind: "cancelled" };
  }
  const holder = findHolder(model, { key, policy }, asker, now);
  if (!asker) model.push((asker = { id, key, state: "queued", attempt: 1, leaseUntil: 0, cancelled: false }));
  if (holder && policy === "skip") {
    asker.state = "skipped";
    return { kind: "skipped", holder: holder.id };
  }
  if (!holder || asker.leaseUntil < now + LEASE_MS / 2) asker.leaseUntil = now + LEASE_MS;
  if (holder) return { kind: "held", holder: holder.id };
  asker.state = "running";
  return { kind: "started" };
}

function findHolder(
  model: ModelRun[],
  wish: { key: string; policy: OverlapPolicy },
  asker: ModelRun | undefined,
  now: number,
) {
  if (wish.policy === "allow") return undefined;
  const sameKey = model.filter((one) => one.key === wish.key);
  const running = sameKey.find(({ state }) => state === "running");
  if (running || wish.policy !== "wait") return running;
  const place = asker ? model.indexOf(asker) : model.length;
  return sameKey.find((one) => one.state === "queued" && one.leaseUntil > now && model.indexOf(one) < place);
}

async function act(store: Store, verb: Verb, id: string, now: number): Promise<unknown> {
  const ref = { runId: id, attempt: 1 };
  switch (verb.verb) {
    case "begin": {
      const begun = await store.begin(startRequest({ id, key: verb.key, policy: verb.policy, now }));
      return "holder" in begun ? { kind: begun.kind, holder: begun.holder.id } : { kind: begun.kind };
    }
    case "finish":
      return store.finish(closing({ id, attempt: verb.attempt }, { outcome: verb.outcome, finishedAt: now }));
    case "withdraw":
      return store.withdraw({ runId: id, state: verb.state, reason: "withdrawn", exitCode: null, now });
    case "cancel":
      return store.requestCancel(id, "grace", now);
    case "heartbeat": {
      const { held, cancel } = await store.heartbeat(ref, { leaseUntil: now + LEASE_MS, progress: null });
      return { held, cancelled: cancel !== null };
    }
  }
}

async function expectSame(store: Store, model: ModelRun[]): Promise<void> {
  const { runs } = await store.listRuns({}, { limit: 100 });
  expect(runs.map(({ id, state }) => ({ id, state }))).toEqual(
    model.map(({ id, state }) => ({ id, state })).toReversed(),
  );
  const live = model.filter(({ state }) => state === "queued" || state === "running");
  expect((await store.openAttempts()).map(({ runId }) => runId)).toEqual(live.map(({ id }) => id));
  const counts = await store.countRuns({});
  for (const state of RUN_STATES)
    expect(counts[state]).toBe(model.filter((one) => one.state === state).length);
}
