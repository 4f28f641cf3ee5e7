import { fc } from "../../properties.ts";
import { describe, expect, test } from "vitest";
import type { RegisteredSchedule, Tick } from "../../../src/core/schedule.ts";
import { pauseAt } from "../../../src/scheduler/answers/next-tick.ts";
import type { PlannedTick } from "../../../src/store/schedule-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { due, NOON, notRun, register, schedule } from "../build.ts";

/*
 * Several settlers, each with what it last saw of the schedule, and people who pause and resume it. The schedule is due
 * every second; what a settler plans is what its own look tells it.
 */

type Step =
  | { verb: "look"; settler: number }
  | { verb: "settle"; settler: number; seconds: number }
  | { verb: "pause"; seconds: number | null }
  | { verb: "resume" };

const ID = "essays:check";
const SECOND = 1_000;
const settler = fc.nat(2);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ verb: fc.constant("look" as const), settler }) },
  {
    weight: 5,
    arbitrary: fc.record({ verb: fc.constant("settle" as const), settler, seconds: fc.nat(4) }),
  },
  fc.record({ verb: fc.constant("pause" as const), seconds: fc.option(fc.nat(5)) }),
  fc.record({ verb: fc.constant("resume" as const) }),
);
/** Clocks go backwards too. */
const steps = fc.array(fc.record({ after: fc.constantFrom(-2, 0, 1, 1, 2, 5), step }), { maxLength: 40 });

export function describeTicksModel(open: () => Store | Promise<Store>): void {
  describe("settlers, pauses and resumes in any order", () => {
    test("settle every tick once, lose none, and run none that was paused", async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const store = await open();
          try {
            await play(store, sequence);
          } finally {
            store.close();
          }
        }),
        { numRuns: 200 },
      );
    });
  });
}

async function play(store: Store, sequence: { after: number; step: Step }[]): Promise<void> {
  await register(store, [schedule({ rule: { kind: "every", ms: SECOND } })]);
  const seen = Array.from({ length: 3 }, () => look(store));
  const settled: Tick[] = [];
  const pauses: Span[] = [];
  let now = NOON;
  let watermark = NOON;
  for (const { after, step } of sequence) {
    now += after * SECOND;
    if (step.verb === "look") seen[step.settler] = look(store);
    else if (step.verb === "settle") {
      const view = await seen[step.settler]!;
      const ticks = await settleAs(store, view, { now: now + step.seconds * SECOND });
      for (const tick of ticks) expectFree(tick, pauses);
      settled.push(...ticks);
    } else await interfere(store, step, { now, pauses });
    const { watermark: moved } = await look(store);
    expect(moved).toBeGreaterThanOrEqual(watermark);
    watermark = moved;
  }
  await expectWhole(store, settled, watermark);
}

async function look(store: Store): Promise<RegisteredSchedule> {
  return (await store.findSchedule(ID))!;
}

/** Plans from what was seen, and settles. */
async function settleAs(store: Store, view: RegisteredSchedule, { now }: { now: number }): Promise<Tick[]> {
  const ticks: PlannedTick[] = [];
  for (let at = view.watermark + SECOND; at <= now; at += SECOND)
    ticks.push(isPaused(view, at) ? notRun(at) : due(at, { policy: "allow" }));
  const settlement = { scheduleId: ID, from: view.watermark, to: Math.max(now, view.watermark), ticks };
  const [result] = await store.settle([settlement], { host: "web-1", now });
  return result!.ticks;
}

function isPaused(view: RegisteredSchedule, at: number): boolean {
  return pauseAt(view, at) !== null;
}

/** From `at` on, before `until`. */
interface Span {
  at: number;
  until: number;
}

/** What fell into any pause that there has been did not run, whatever its settler had seen. */
function expectFree({ verdict, scheduledFor }: Tick, pauses: Span[]): void {
  const paused = pauses.some(({ at, until }) => at <= scheduledFor && scheduledFor < until);
  expect(verdict === "run" && paused).toBe(false);
}

async function interfere(
  store: Store,
  step: Extract<Step, { verb: "pause" | "resume" }>,
  { now, pauses }: { now: number; pauses: Span[] },
): Promise<void> {
  const current = pauses.findLast(({ until }) => until > now);
  if (step.verb === "resume") {
    const resumed = await store.resumeSchedule(ID, now);
    if (resumed && current) current.until = Math.max(current.at, now);
    return;
  }
  const until = step.seconds === null ? null : now + step.seconds * SECOND;
  await store.pauseSchedule(ID, { at: now, by: "ada", reason: null, until });
  if (current) current.until = until ?? Infinity;
  else pauses.push({ at: now, until: until ?? Infinity });
}

/** The rows together are exactly the seconds up to the watermark, each once, and each run is there once. */
async function expectWhole(store: Store, settled: Tick[], watermark: number): Promise<void> {
  const rows = (await store.ticks({ scheduleId: ID, limit: 1_000 })).reverse();
  const expected = Array.from(
    { length: (watermark - NOON) / SECOND },
    (_, index) => NOON + (index + 1) * SECOND,
  );
  expect(rows.flatMap(unfold)).toEqual(expected);
  expect(settled.flatMap(unfold).sort((a, b) => a - b)).toEqual(expected);
  for (const [index, { verdict }] of rows.entries())
    expect(verdict !== "run" && rows[index - 1]?.verdict === verdict).toBe(false);
  const { runs } = await store.listRuns({ scheduleId: ID }, { limit: 1_000 });
  const ran = rows.flatMap(({ runId }) => runId ?? []);
  expect(runs.map(({ id }) => id).sort()).toEqual(ran.sort());
}

function unfold({ scheduledFor, through, count }: Tick): number[] {
  const instants = Array.from({ length: count }, (_, index) => scheduledFor + index * SECOND);
  expect(instants.at(-1)).toBe(through);
  return instants;
}
