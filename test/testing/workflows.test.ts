import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import type { Workflow } from "../../src/core/workflow.ts";
import { chain, chord, group, job } from "../../src/queue/workflow/build.ts";
import { testClient } from "../../src/testing/test-client.ts";

const told = z.object({ told: z.string(), n: z.number() });

const notify = defineCommand({
  summary: "Notify",
  args: z.object({ who: z.string() }),
  run: ({ args: { who } }) => ({ told: who, n: who.length }),
});

const sum = defineCommand({
  summary: "Sum",
  args: z.object({
    all: z.array(told).optional(),
    one: told.optional(),
    in: z.object({ it: told }).optional(),
  }),
  run: ({ args: { all = [], one, in: within } }) =>
    [...all, one, within?.it].reduce((total, it) => total + (it?.n ?? 0), 0),
});

const pair = () => group([job(notify, { who: "ann" }), job(notify, { who: "bertha" })]);

/** A group of two jobs, then what is made of their results. */
function chordOf(make: (results: ReturnType<typeof pair>["result"]) => Workflow): Workflow {
  const both = pair();
  return chord(both, make(both.result));
}

describe("a command that starts a workflow and enqueues, and then fails", () => {
  const failing = (keep: boolean) =>
    defineCommand({
      summary: "Publish",
      args: z.object({}),
      attempts: 2,
      run: async ({ start, enqueue, step, attempt }) => {
        const begin = () => start(chain(job(notify, { who: "ann" }), job(notify, { who: "bo" })));
        const tell = () => enqueue(notify, { who: "cy" });
        const { workflowId } = keep ? await step("start", begin) : await begin();
        const { runId } = keep ? await step("tell", tell) : await tell();
        if (attempt === 1) throw new Error("not yet");
        return { workflowId, runId };
      },
    });

  it.each([
    ["once in steps", true, 3],
    ["once for each attempt outside of steps", false, 6],
  ])("does so %s", async (_, keep, count) => {
    const client = testClient({ commands: { notify, publish: failing(keep) } });
    onTestFinished(() => client.close());
    const { runId } = await client.enqueue("publish", {});
    await client.drain();
    const run = await client.find(runId);
    expect(run).toMatchObject({ state: "succeeded", attempt: 2 });
    const runs = await client.runs("notify");
    expect(runs).toHaveLength(count);
    expect(runs.map(({ id }) => id)).toContain((run?.result as { runId: string }).runId);
  });
});

describe("a whole result in a test client", () => {
  it.each<[string, Workflow, number]>([
    ["of a group is a list", chordOf((both) => job(sum, { all: both })), 9],
    [
      "is an item of a list",
      chordOf(([one, other]) => job(sum, { all: [one, other, { told: "x", n: 1 }] })),
      10,
    ],
    ["is an object", chordOf(([one]) => job(sum, { one })), 3],
    ["is an object in an object", chordOf(([, other]) => job(sum, { in: { it: other } })), 6],
  ])("%s, judged when it is there", async (_, workflow, total) => {
    const client = open();
    const { runIds } = await client.start(workflow);
    await client.drain();
    expect(await client.find(runIds.at(-1) ?? "")).toMatchObject({ state: "succeeded", result: total });
  });

  it("is named with its run where the result has no such part", async () => {
    const client = open();
    const first = job("notify", { who: "ann" });
    const args = { who: first.result["nope"]!["deep"]! };
    const { runIds } = await client.start(chain(first, job("notify", args)));
    await client.drain();
    const run = await client.find(runIds[1] ?? "");
    expect(run).toMatchObject({ state: "failed", attempt: 1 });
    expect(run?.error?.message).toBe(
      `result.nope.deep of run ${runIds[0]} of notify was not there; --who is required`,
    );
  });

  it("stays out where its result has no such part and the command needs none", async () => {
    const client = open();
    const first = job("notify", { who: "ann" });
    const all = [first.result["nope"]!];
    const { runIds } = await client.start(
      chain(first, group([job("sum", { one: first.result["nope"]! }), job("sum", { all })])),
    );
    await client.drain();
    expect(await client.find(runIds[1] ?? "")).toMatchObject({ state: "succeeded", result: 0 });
    expect((await client.find(runIds[2] ?? ""))?.error?.message).toContain("result.nope of run");
  });

  it("is refused by the worker when it does not fit", async () => {
    const client = open();
    const wrong = job("notify", { who: "ann" });
    const { runIds } = await client.start(chain(wrong, job(sum, { one: wrong.result["told"]! })));
    await client.drain();
    const run = await client.find(runIds[1] ?? "");
    expect(run).toMatchObject({ state: "failed", attempt: 1 });
    expect(run?.error?.message).toContain("--one");
  });

  function open() {
    const client = testClient({ commands: { notify, sum } });
    onTestFinished(() => client.close());
    return client;
  }
});
