import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import { finishedAs } from "../store/build.ts";
import { FAILED, worked } from "../store/worked.ts";
import { useProjectWith } from "./test-project.ts";

const PUSH = `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Push",
  args: z.object({
    token: z.string().optional().meta({ secret: true }),
    key: z.string().optional().meta({ secret: true, env: "PUSH_KEY" }),
    mode: z.string().default("dev").meta({ secret: true }),
    smtp: z.object({ host: z.string(), password: z.string().optional().meta({ secret: true }) }).optional(),
    url: z.string().optional(),
  }),
  run: ({ args }) => ({ token: args.token?.length ?? null, host: args.smtp?.host ?? null }),
});`;

const project = useProjectWith({ "commands/push.ts": PUSH });
const MASK = "[secret]";

const ran = (args: object) => finishedAs(project().store, "failed", { command: "push", args: args as never });
const died = (args: object) => worked(project().store, { command: "push", args: args as never }, FAILED);
const count = async () => (await project().store.listRuns({}, { limit: 9 })).runs.length;
const said = ({ id }: Run, flags: string, how: string, next: string): string =>
  `errand: run ${shortId(id)} of push had a secret in ${flags}, which the ledger does not keep: ${how}. ` +
  `Next: errand retry ${shortId(id)} ${next}\n`;

describe("errand retry of a run that had secrets", () => {
  it("says which flag to give again, and runs nothing without it", async () => {
    const run = await ran({ token: MASK });
    const { code, stderr } = await project().call("retry", run.id);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: said(run, "--token", "give it again", "--token TOKEN"),
    });
    expect(await count()).toBe(1);
  });

  it("names all that are lost, and the variable that one may come from", async () => {
    const run = await ran({ token: MASK, key: MASK });
    const { stderr } = await project().call("retry", run.id);
    const how = "give them again, or set PUSH_KEY";
    expect(stderr).toBe(said(run, "--token and --key", how, "--token TOKEN --key KEY"));
  });

  it("runs with what is given again, and the rest as it was", async () => {
    const run = await ran({ token: MASK, key: MASK, smtp: { host: "mail", password: MASK } });
    const words = ["--token", "hunter2", "--smtp-password", "swordfish"];
    const { code } = await project().callWith({ env: { PUSH_KEY: "opensesame" } }, "retry", run.id, ...words);
    expect(code).toBe(0);
    const { runs } = await project().store.listRuns({ states: ["succeeded"] }, { limit: 1 });
    expect(runs[0]).toMatchObject({ parentId: run.id, result: { token: 7, host: "mail" } });
    expect(runs[0]?.args).toMatchObject({ token: MASK, smtp: { host: "mail", password: MASK } });
  });

  it("wants an arg again that had the secret in it", async () => {
    const run = await ran({ token: MASK, url: "https://a.example/?k=[secret]" });
    const { stderr } = await project().call("retry", run.id, "--token", "hunter2");
    expect(stderr).toBe(said(run, "--url", "give it again", "--token TOKEN --url URL"));
  });

  it("says that a default stands for a secret that it does not know", async () => {
    const run = await ran({ mode: MASK });
    const { code, stderr } = await project().call("retry", run.id);
    expect(code).toBe(0);
    expect(stderr).toContain("the ledger does not keep --mode: the default is used, whatever it was before");
  });
});

describe("errand dead retry of a run that had secrets", () => {
  it("says that it can be repeated here with them", async () => {
    const run = await died({ token: MASK });
    const { code, stderr } = await project().call("dead", "retry", run.id);
    const how = "repeat it here and give it again";
    expect({ code, stderr }).toEqual({ code: 2, stderr: said(run, "--token", how, "--token TOKEN") });
  });

  it("gives none to a worker, whose row would not keep it", async () => {
    const run = await died({ url: "x" });
    const { code, stderr } = await project().call("dead", "retry", run.id, "--token", "hunter2");
    expect(code).toBe(2);
    expect(stderr).toContain("--token is secret, and a worker could not be given it");
    expect(stderr).toContain(`Next: errand retry ${shortId(run.id)} --token TOKEN`);
    expect(await count()).toBe(1);
  });

  it("leaves to a worker what its environment says, and a default", async () => {
    const run = await died({ key: MASK, mode: MASK });
    expect(await project().call("dead", "retry", run.id)).toMatchObject({ code: 0, stderr: "" });
  });

  it("passes over those that cannot, of many", async () => {
    const run = await died({ token: MASK });
    const { stderr } = await project().call("dead", "retry", "--all");
    expect(stderr).toContain(`run ${shortId(run.id)} of push cannot run again: run ${shortId(run.id)}`);
  });
});
