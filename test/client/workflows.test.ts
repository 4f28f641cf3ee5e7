import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/client.ts";
import type { Client } from "../../src/client/shape.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Workflow } from "../../src/core/workflow.ts";
import { chain, chord, group, job } from "../../src/queue/workflow/build.ts";
import type { AnyReference } from "../../src/queue/workflow/reference.ts";
import { makeProject } from "../command/project.ts";

const command = (args: string, more = "", run = ""): string => `
import { chain, defineCommand, job, z } from "errand";
export default defineCommand({ summary: "Do", args: z.object({ ${args} }), ${more} async run({ start }) { ${run} } });
`;

const COMMANDS = {
  "commands/report.ts": command("site: z.string(), days: z.number().default(7)"),
  "commands/push.ts": command(
    `file: z.string(), rows: z.number().optional(), key: z.string().optional().meta({ secret: true })`,
  ),
  "commands/sum.ts": command(`
    all: z.array(z.object({ told: z.string(), n: z.number().optional() })).default([]),
    to: z.object({ name: z.string(), key: z.string().optional().meta({ secret: true, env: "SUM_KEY" }) }).optional(),
  `),
  "commands/keyed.ts": command("file: z.string(), site: z.string()", "overlapKey: (args) => args.site,"),
  "commands/by-file.ts": command("file: z.string()", "concurrencyKey: (args) => args.file,"),
};

let dir: string;
let client: Client;

beforeEach(() => {
  dir = makeProject(COMMANDS);
  client = createClient({ cwd: dir });
});
afterEach(() => client.close());

const report = () => job("report", { site: "essays" });
const placeIn = (of: string | undefined, ...path: string[]) => ({ $result: { of, path } });

describe("start", () => {
  it("writes all runs of a workflow down: args checked, results to come in their places", async () => {
    const first = report();
    const second = job("push", { file: first.result["file"], rows: 3 }, { priority: 2, delay: "5s" });
    const { workflowId, runIds } = await client.start(chain(first, second));
    expect(workflowId).toBe(runIds[0]);
    expect(await client.find(runIds[0]!)).toMatchObject({
      args: { site: "essays", days: 7 },
      parentId: null,
    });
    expect(await client.find(runIds[1]!)).toMatchObject({
      command: "push",
      args: { file: placeIn(workflowId, "file"), rows: 3 },
      state: "queued",
      priority: 2,
      runAfter: null,
      reason: `waits for run ${workflowId} of report`,
      parentId: workflowId,
      workflowId,
    });
  });

  it("takes a result in the place of an object, of a list, and beside a secret that the environment gives", async () => {
    const [first, second] = [report(), report()];
    const all = group([first, second]);
    const sums = [
      job("sum", { all: all.result }),
      job("sum", { all: first.result }),
      job("sum", { all: [first.result, { told: second.result["told"] }] }),
      job("sum", { to: { name: first.result } }),
    ];
    const { runIds } = await client.start(chord(all, group(sums)));
    const [one, other] = runIds;
    const found = await Promise.all(runIds.slice(2).map((id) => client.find(id)));
    expect(found.map((run) => run?.args)).toEqual([
      { all: [placeIn(one), placeIn(other)] },
      { all: placeIn(one) },
      { all: [placeIn(one), { told: placeIn(other, "told") }] },
      { all: [], to: { name: placeIn(one) } },
    ]);
  });

  it("reads keys of a command from what is there already", async () => {
    const first = report();
    const keyed = job("keyed", { file: first.result["file"], site: "essays" });
    const { runIds } = await client.start(chain(first, keyed));
    expect(await client.find(runIds[1]!)).toMatchObject({ concurrencyKey: "keyed:essays" });
  });

  it.each<[string, () => Workflow, string, string]>([
    ["args that are wrong", () => job("report", { site: 7 }), "invalid_args", "--site 7 must be text"],
    [
      "args that are wrong beside a reference",
      () => chordOf((result) => job("push", { file: result, rows: "many" })),
      "invalid_args",
      "--rows",
    ],
    [
      "a reference where there is no arg",
      () => chordOf((result) => job("push", { file: "x", fyle: result })),
      "invalid_args",
      `there is no arg "fyle"; did you mean "file"?`,
    ],
    [
      "a member that the schema does not name, beside a reference",
      () => chordOf((result) => job("sum", { all: [result, { told: result, m: 1 }] })),
      "invalid_args",
      `there is no arg "all.1.m"; did you mean "all.1.n"?`,
    ],
    [
      "a reference in which a secret would stand",
      () => chordOf((result) => job("sum", { to: result })),
      "invalid_args",
      "to.key is secret: it cannot come of a result",
    ],
    [
      "a reference as a secret",
      () => chordOf((result) => job("push", { file: "x", key: result })),
      "invalid_args",
      "key",
    ],
    [
      "a key that depends on a result",
      () => chordOf((result) => job("by-file", { file: result })),
      "invalid_workflow",
      "file is a result that is not there yet, and a key of the command (overlapKey or concurrencyKey) depends on it",
    ],
    ["a command that is not there", () => job("nope"), "unknown_command", "nope"],
    [
      "a key that would give an older run",
      () => job("report", { site: "a" }, { dedupeKey: "k" }),
      "invalid_workflow",
      "the job of report has a dedupeKey",
    ],
    ["a wrong option", () => job("report", { site: "a" }, { priority: 9_999 }), "usage", "priority 9999"],
  ])("refuses %s, and writes nothing", async (_, make, code, message) => {
    const first = report();
    const refused = client.start(chain(first, make()));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect((await client.start(report())).runIds).toHaveLength(1);
    const database = new DatabaseSync(join(dir, ".errand/errand.db"));
    expect({ ...database.prepare("select count(*) as runs from runs").get() }).toEqual({ runs: 1 });
    database.close();
  });

  it("refuses args that hold themselves", async () => {
    const args: Record<string, unknown> = { site: "essays" };
    args["self"] = { args };
    const message = expect.stringContaining("is a circular reference") as string;
    await expect(client.start(job("report", args as JsonObject))).rejects.toMatchObject({
      code: "invalid_args",
      message,
    });
  });

  it("refuses what is no workflow", async () => {
    const message = expect.stringContaining("what is to be started is no workflow") as string;
    await expect(client.start({} as never)).rejects.toMatchObject({ code: "invalid_workflow", message });
  });

  /** A chord whose callback refers to the result of its one job. */
  function chordOf(make: (result: AnyReference) => Workflow): Workflow {
    const one = report();
    return chord(group([one]), make(one.result["file"]!));
  }

  it("is part of the application's own transaction", async () => {
    await client.start(report());
    const database = new DatabaseSync(join(dir, ".errand/errand.db"));
    database.exec("create table essays (id integer); begin; insert into essays values (1)");
    const { runIds } = await client.within(database).start(chain(report(), report()));
    expect(await client.find(runIds[1]!)).toBeUndefined();
    database.exec("rollback");
    expect(await client.find(runIds[1]!)).toBeUndefined();
    database.exec("begin");
    const again = await client.within(database).start(chain(report(), report()));
    database.exec("commit");
    database.close();
    expect(await client.find(again.runIds[1]!)).toMatchObject({ workflowId: again.workflowId });
  });
});

describe("enqueue", () => {
  it("refuses a result that nobody would put in its place", async () => {
    const args = { file: report().result["file"] };
    await expect(client.enqueueMany([job("push", args)])).rejects.toMatchObject({
      code: "invalid_args",
      message:
        'job [0] of enqueueMany, "push": args of push refer to the result of another job: start(chain(…)) makes the one wait for the other',
    });
  });
});
