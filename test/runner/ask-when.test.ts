import { expect, it } from "vitest";
import type { CheckedArgs, LoadedCommand } from "../../src/command/define.ts";
import type { Run } from "../../src/core/run.ts";
import { askWhen } from "../../src/runner/ask-when.ts";

const NOON = 1_795_392_000_000;
const args: CheckedArgs = { input: {}, output: { stage: "review" }, secrets: [] };

function ask(schedule: unknown, scheduleId = "nightly") {
  const command = { name: "nightly", file: "f", definition: { schedule } } as unknown as LoadedCommand;
  return askWhen(command, { scheduleId, scheduledFor: NOON, requestedAt: 0 } as Run, args);
}

it.each([
  { says: true, means: true },
  { says: false, means: null },
  { says: "", means: null },
  { says: "a holiday", means: "a holiday" },
])("takes $says for $means", async ({ says, means }) => {
  expect(await ask({ when: () => says })).toBe(means);
  expect(await ask({ when: async () => says })).toBe(means);
});

it("tells the tick and the args", async () => {
  const asked: unknown[] = [];
  await ask({ when: (tick: unknown) => (asked.push(tick), true) });
  expect(asked).toEqual([{ scheduledFor: new Date(NOON), args: { stage: "review" } }]);
});

it("asks the schedule that made the run, of several", async () => {
  const schedule = [
    { id: "a", when: () => "not a" },
    { id: "b", when: () => "not b" },
  ];
  expect(await ask(schedule, "b")).toBe("not b");
});

it.each([{ schedule: undefined }, { schedule: {} }, { schedule: [{ id: "other", when: () => false }] }])(
  "has no objection where nothing is asked: $schedule",
  async ({ schedule }) => {
    expect(await ask(schedule)).toBe(true);
  },
);

it.each([
  { title: "throws", when: () => Promise.reject(new Error("no network")), why: "threw Error: no network" },
  {
    title: "says nothing",
    when: () => undefined,
    why: "must say true, false or why not, but said undefined",
  },
])("refuses one that $title", async ({ when, why }) => {
  await expect(ask({ when })).rejects.toMatchObject({
    code: "invalid_command",
    message: `when() of schedule nightly ${why}`,
  });
});
