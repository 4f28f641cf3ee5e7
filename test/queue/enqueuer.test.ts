import { describe, expect, it } from "vitest";
import { defineCommand } from "../../src/command/define.ts";
import { prepareJobs, type EnqueueHouse } from "../../src/queue/enqueuer.ts";
import { job, group } from "../../src/queue/workflow/build.ts";
import { prepareWorkflow } from "../../src/queue/workflow/start-workflow.ts";
import { NOON } from "../store/build.ts";

/** A house that notes each command that it is asked to find. */
function listening(): { asked: unknown[]; house: Omit<EnqueueHouse, "store"> } {
  const asked: unknown[] = [];
  const definition = defineCommand({ summary: "Any", run: () => undefined });
  const house = {
    config: { root: "/p", commands: "/p/commands", import: [], attempts: 3, routes: [] },
    clock: { now: () => NOON },
    actor: "ann",
    host: "h",
    parentId: null,
    load: async (command: unknown) => {
      asked.push(command);
      return { name: String(command), file: "/p/commands/any.ts", definition };
    },
  };
  return { asked, house };
}

describe("the commands of many jobs", () => {
  const names = ["a", "b", "a", "a", "b"];

  it("are found once for each call, however many jobs they have", async () => {
    const { asked, house } = listening();
    const wishes = names.map((command, at) => ({ command, at }));
    expect((await prepareJobs(wishes, house)).map(({ run }) => run.command)).toEqual(names);
    await prepareJobs(wishes, house);
    expect(asked).toEqual(["a", "b", "a", "b"]);
  });

  it("are found once for a workflow", async () => {
    const { asked, house } = listening();
    await prepareWorkflow(group(names.map((name) => job(name))), house);
    expect(asked).toEqual(["a", "b"]);
  });
});

it("keeps each tag once, in the order in which they were given", async () => {
  const { house } = listening();
  const [made] = await prepareJobs([{ command: "a", options: { tags: ["b", "a", "b"] } }], house);
  expect(made!.run.tags).toEqual(["b", "a"]);
});
