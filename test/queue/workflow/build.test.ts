import { describe, expect, it } from "vitest";
import { chain, chord, group, job, type Workflow } from "../../../src/queue/workflow/build.ts";
import { layOut, nameOf } from "../../../src/queue/workflow/lay-out.ts";
import { plan } from "./random-workflow.ts";

const names = (workflow: Workflow): Record<string, string[]> =>
  Object.fromEntries(layOut(workflow).map(({ job: one, needs }) => [nameOf(one), needs.map(nameOf)]));
const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => job(name)) as Workflow[] as [
  Workflow,
  Workflow,
  Workflow,
  Workflow,
];

describe("a workflow", () => {
  it.each<[string, Workflow, Record<string, string[]>]>([
    ["a job", a, { a: [] }],
    ["a chain", chain(a, b, c), { a: [], b: ["a"], c: ["b"] }],
    ["a group", group([a, b]), { a: [], b: [] }],
    ["a chord", chord(group([a, b]), c), { a: [], b: [], c: ["a", "b"] }],
    ["a group in a chain", chain(a, group([b, c]), d), { a: [], b: ["a"], c: ["a"], d: ["b", "c"] }],
    ["groups in a row", chain(group([a, b]), group([c, d])), { a: [], b: [], c: ["a", "b"], d: ["a", "b"] }],
    ["chains in a group", chord(group([chain(a, b), c]), d), { a: [], b: ["a"], c: [], d: ["b", "c"] }],
    ["a chain in a chain", chain(chain(a, b), c), { a: [], b: ["a"], c: ["b"] }],
  ])("lays out %s", (_, workflow, needs) => {
    expect(names(workflow)).toEqual(needs);
  });

  it("makes a job need those whose results it refers to", () => {
    const first = job("first");
    const last = job("last", { deep: [{ file: first.result.file }] });
    expect(names(chain(first, b, last))).toEqual({ first: [], b: ["first"], last: ["b", "first"] });
    expect(names(group([first, job("last", { file: first.result })]))).toEqual({
      first: [],
      last: ["first"],
    });
  });

  it("refuses groups after each other whose jobs would wait for each other too often", () => {
    const jobs = (count: number) => group(Array.from({ length: count }, () => job("one")));
    expect(layOut(chain(jobs(200), jobs(200)))).toHaveLength(400);
    expect(layOut(chain(jobs(9_000), job("between"), jobs(9_000)))).toHaveLength(18_001);
    expect(() => layOut(chain(jobs(250), jobs(250)))).toThrow(
      /^the jobs of the workflow wait for each other more than 50000 times, one of them for 250: .* write chain\(group/,
    );
  });

  it.each([
    ["an empty group", () => group([]), "a group needs at least one part: write group(…)"],
    [
      "an empty chain",
      () => chain(...([] as unknown as [Workflow])),
      "a chain needs at least one part: write chain(…)",
    ],
    [
      "what is no part",
      () => group([a, "b" as never]),
      "part 2 of a group is no job, chain or group: write job(command, args)",
    ],
    [
      "a chord without a group",
      () => chord(a as never, b),
      "a chord begins with a group: write chord(group([…]), job(…))",
    ],
    [
      "a job twice",
      () => layOut(chain(a, a)),
      "the job of a stands in the workflow twice: write job(command, args) for each",
    ],
    [
      "a reference to what comes later",
      () => {
        const later = job("later");
        return layOut(chain(job("sooner", { x: later.result }), later));
      },
      "the args of sooner refer to the result of later, which does not stand before it in the workflow: write chain(first, job(second, { … first.result … }))",
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: "invalid_workflow", exitCode: 2, message }));
  });
});

describe("a result to come", () => {
  const { result } = job("report");

  it("is no text, and no JSON", () => {
    const message = "result.file of a job is not there before it ran: it can be an arg, not a part of a text";
    expect(() => "".concat(result["file"] as unknown as string)).toThrow(message);
    expect(() => JSON.stringify({ file: result["file"] })).toThrow(message);
  });

  it("is what a group and a chain hand on of their parts", () => {
    const [one, two] = [job("one"), job("two")];
    const all = group([one, chain(job("x"), two)]);
    expect(names(chord(all, job("sum", { parts: all.result })))["sum"]).toEqual(["one", "two"]);
  });
});

describe("the plan", () => {
  it("gives all runs the id of the first as their workflow's, and each its parent", async () => {
    const first = job("first");
    const members = await plan(
      chain(first, group([b, c]), job("last", { file: first.result["files"]!["0"]! })),
    );
    const ids = members.map(({ job: { run } }) => run.id);
    expect(members.map(({ job: { workflowId } }) => workflowId)).toEqual(ids.map(() => ids[0]));
    expect(members.map(({ job: { run } }) => run.parentId)).toEqual([null, ids[0], ids[0], ids[1]]);
    expect(members[3]).toMatchObject({
      needs: [ids[1], ids[2], ids[0]],
      job: { run: { args: { file: { $result: { of: ids[0], path: ["files", "0"] } } } } },
    });
  });
});
