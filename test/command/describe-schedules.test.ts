import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { defineCommand, type CommandDefinition } from "../../src/command/define.ts";
import { describeCommand } from "../../src/command/describe-command.ts";
import type { OrderedSchedule } from "../../src/command/describe-schedules.ts";
import type { DescribedSchedule } from "../../src/command/descriptor.ts";
import { duration } from "../../src/command/duration-schema.ts";

type More = Partial<CommandDefinition>;

/** The schedules of a command `tidy`, as plain JavaScript may define it. */
async function describeTidy(more: object, ordered: OrderedSchedule[] = []): Promise<DescribedSchedule[]> {
  const definition = defineCommand({ summary: "x", run() {}, ...(more as More) });
  const command = { name: "tidy", file: "/site/commands/tidy.ts", definition };
  return (await describeCommand(command, "/site", ordered)).schedules;
}

/** What was made of the args of its only schedule. */
async function argsOf(more: object, args: unknown): Promise<DescribedSchedule["args"] | undefined> {
  const [only] = await describeTidy({ ...more, schedule: { every: "1h", args } });
  return only?.args;
}

const ESSAYS = {
  args: z.object({ stage: z.enum(["a", "b"]).default("a"), olderThan: duration().default("14d") }),
};

describe("the schedules of a command", () => {
  it("are none, one, or several", async () => {
    expect(await describeTidy({})).toEqual([]);
    expect(await describeTidy({ schedule: [] })).toEqual([]);
    expect(await describeTidy({ schedule: { cron: "0 8 * * *", timezone: "UTC" } })).toEqual([
      {
        source: "code",
        index: 0,
        written: { cron: "0 8 * * *", timezone: "UTC" },
        args: { input: {}, overlapKey: "tidy", limitKey: null },
        conditional: false,
      },
    ]);
    const two = await describeTidy({
      schedule: [
        { id: "a", every: "1h" },
        { id: "b", every: "2h" },
      ],
    });
    expect(two.map(({ index, written }) => [index, written["id"]])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });

  it("stand before those that the config has for it, which keep their place in the config", async () => {
    const raw = { command: "tidy", every: "1d", args: { stage: "b" } };
    const found = await describeTidy({ ...ESSAYS, schedule: { every: "1h" } }, [
      { command: "tidy", index: 7, raw },
    ]);
    expect(found.map(({ source, index }) => [source, index])).toEqual([
      ["code", 0],
      ["config", 7],
    ]);
    expect(found[1]).toMatchObject({
      written: { command: "tidy", every: "1d" },
      args: { input: { stage: "b", olderThan: "14d" } },
    });
  });

  it("say whether a condition stands before each run, and take nothing but a function for one", async () => {
    const [yes] = await describeTidy({ schedule: { every: "1h", when: () => true } });
    expect(yes).toMatchObject({ conditional: true, written: { every: "1h" } });
    expect(yes?.written).not.toHaveProperty("when");
    const [no] = await describeTidy({ schedule: { every: "1h", when: "maybe" } });
    expect(no).toMatchObject({ conditional: false, written: { when: "maybe" } });
  });

  it("are text and numbers, whatever was written", async () => {
    const [only] = await describeTidy({
      schedule: { every: () => 5, jitter: 5n, from: new Date(0), max: NaN, until: undefined },
    });
    expect(only?.written).toEqual({
      every: "[function]",
      jitter: "5",
      from: "1970-01-01T00:00:00.000Z",
      max: "NaN",
    });
    const ring: Record<string, unknown> = { cron: "0 8 * * *" };
    ring["cron"] = ring;
    expect((await describeTidy({ schedule: ring }))[0]?.written).toEqual({ cron: "[circular]" });
  });
});

describe("the args of a schedule", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("are checked, and their defaults filled in", async () => {
    expect(await argsOf(ESSAYS, { stage: "b" })).toEqual({
      input: { stage: "b", olderThan: "14d" },
      overlapKey: "tidy",
      limitKey: null,
    });
    expect(await argsOf(ESSAYS, undefined)).toMatchObject({ input: { stage: "a", olderThan: "14d" } });
  });

  it.each([
    [{ stage: "c" }, ['--stage "c" must be one of a, b']],
    [
      { stage: "c", olderThan: 5 },
      ['--stage "c" must be one of a, b', "--older-than 5 must be a duration such as"],
    ],
    [{ stgae: "a" }, ['there is no arg "stgae"; did you mean "stage"?']],
    [[], ["args must be an object"]],
    ["--stage a", ["args must be an object"]],
    [{ stage: () => "a" }, ["args must be JSON, but stage is function"]],
  ])("%j are refused with every problem at once", async (args, problems) => {
    const judged = await argsOf(ESSAYS, args);
    expect(judged).toHaveProperty("problems.length", problems.length);
    for (const [index, problem] of problems.entries())
      expect(judged).toHaveProperty(["problems", index], expect.stringContaining(problem) as string);
  });

  it("hold no secret: what would be one is refused without a word of it", async () => {
    const args = z.object({ key: z.string().optional().meta({ secret: true, env: "API_KEY" }) });
    const judged = await describeTidy({ args, schedule: { every: "1h", args: { key: "hunter2" } } });
    expect(judged[0]?.args).toEqual({
      problems: [
        "--key comes from the environment variable API_KEY where it runs, and cannot stand in a schedule",
      ],
    });
    expect(JSON.stringify(judged)).not.toContain("hunter2");
    const nameless = z.object({ key: z.string().optional().meta({ secret: true }) });
    expect(await argsOf({ args: nameless }, { key: "hunter2" })).toEqual({
      problems: [expect.stringContaining("--key is secret and cannot stand in a schedule") as string],
    });
  });

  it("leave to each run what is computed and what the environment says", async () => {
    vi.stubEnv("STAGE", "z");
    const args = z.object({
      since: z.date().default(() => new Date()),
      stage: z.string().default("a").meta({ env: "STAGE" }),
      key: z.string().meta({ secret: true, env: "API_KEY" }),
      limit: z.number().default(5),
    });
    expect(await argsOf({ args: args.omit({ key: true }) }, {})).toHaveProperty("input", { limit: 5 });
    // The key is required, and its variable is wanted where the run is, not here.
    expect(await argsOf({ args }, { limit: 6 })).toEqual({
      input: { limit: 6 },
      overlapKey: "tidy",
      limitKey: null,
    });
    expect(await argsOf({ args }, { limit: "x" })).toHaveProperty("problems.length", 2);
  });

  it("tell the key that their runs hold", async () => {
    const overlapKey = ({ stage }: { stage: string }) => stage;
    expect(await argsOf({ ...ESSAYS, overlapKey }, { stage: "b" })).toMatchObject({
      overlapKey: "tidy:b",
      limitKey: null,
    });
    const fails = () => {
      throw new Error("no key");
    };
    expect(await argsOf({ ...ESSAYS, overlapKey: fails }, {})).toEqual({
      problems: ["its overlapKey or concurrencyKey threw: no key"],
    });
  });

  it("may need the environment for their key", async () => {
    const more = {
      args: z.object({ shop: z.string().meta({ env: "SHOP" }) }),
      overlapKey: ({ shop }: { shop: string }) => shop,
    };
    expect(await argsOf(more, {})).toEqual({ problems: ["--shop is required to tell its keys"] });
    vi.stubEnv("SHOP", "north");
    expect(await argsOf(more, {})).toEqual({ input: {}, overlapKey: "tidy:north", limitKey: null });
  });
});
