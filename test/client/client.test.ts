import { DatabaseSync } from "node:sqlite";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/client.ts";
import type { Client } from "../../src/client/shape.ts";
import { chain, job } from "../../src/queue/workflow/build.ts";
import { defineCommand, type DefinedCommand } from "../../src/command/define.ts";
import { openStore } from "../../src/store/open.ts";
import { makeProject } from "../command/project.ts";
import { NOON } from "../store/build.ts";

const ARCHIVE = `
import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Archive essays",
  args: z.object({
    stage: z.enum(["drafting", "review"]).default("drafting"),
    site: z.string().optional(),
    key: z.string().optional().meta({ env: "ARCHIVE_KEY", secret: true }),
  }),
  async run() {},
});
`;
const BROKEN = `throw new Error("nobody may load this");`;

let dir: string;
let client: Client;

beforeEach(() => {
  dir = makeProject({ "commands/essays/archive.ts": ARCHIVE, "commands/broken.ts": BROKEN });
  client = createClient({ cwd: dir });
});
afterEach(() => client.close());

const ledger = (): string => join(dir, ".errand/errand.db");
const archive = async (): Promise<DefinedCommand> => {
  const file = pathToFileURL(join(dir, "commands/essays/archive.ts")).href;
  return ((await import(file)) as { default: DefinedCommand }).default;
};
const countRuns = async (): Promise<number> => {
  const store = openStore({ file: ledger(), now: NOON });
  const { runs } = await store.listRuns({}, { limit: 100 });
  store.close();
  return runs.length;
};

describe("a client", () => {
  it("enqueues a command by its name, and reads no other module", async () => {
    const { kind, runId } = await client.enqueue("essays:archive", { stage: "review" }, { priority: 3 });
    expect(kind).toBe("queued");
    expect(await client.find(runId)).toMatchObject({
      command: "essays:archive",
      args: { stage: "review" },
      trigger: "queue",
      state: "queued",
      priority: 3,
      maxAttempts: 3,
    });
  });

  it("enqueues a command by its definition, whose file is its name", async () => {
    const { runId } = await client.enqueue(await archive(), {});
    expect(await client.find(runId)).toMatchObject({
      command: "essays:archive",
      args: { stage: "drafting" },
    });
  });

  it("says to give a name for a definition that stands in no command's file", async () => {
    const stray = defineCommand({ summary: "Stray", run: () => undefined });
    await expect(client.enqueue(stray)).rejects.toMatchObject({
      code: "unknown_command",
      message: expect.stringContaining("pass its name as text"),
    });
  });

  it("enqueues all of many, or none", async () => {
    const good = job("essays:archive", { stage: "review" });
    expect(await client.enqueueMany([good, good])).toHaveLength(2);
    const bad = job("essays:archive", { stage: "printed" });
    await expect(client.enqueueMany([good, bad])).rejects.toMatchObject({ code: "invalid_args" });
    expect(await countRuns()).toBe(2);
  });

  const circular: Record<string, unknown> = { site: "x" };
  circular["site"] = circular;

  it.each([
    [
      "a value that is no JSON",
      { site: { deep: [1, Symbol("x")] } },
      "args must be JSON, but site.deep[1] is symbol",
    ],
    ["args that hold themselves", circular, "is a circular reference"],
    [
      "a secret",
      { key: "s3cret" },
      "--key comes from the environment variable ARCHIVE_KEY where it runs, and cannot be enqueued",
    ],
    ["an unknown member", { sites: "x" }, 'there is no arg "sites"'],
    ["too much", { site: "x".repeat(1024 * 1024) }, "at most 1048576 may be enqueued"],
    ["a list", [], "args [] of essays:archive must be an object"],
  ])("refuses %s", async (_, args, message) => {
    await expect(client.enqueue("essays:archive", args as never)).rejects.toMatchObject({
      code: "invalid_args",
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it.each(["400y", "14285714w"])("says what the longest delay is: not %s", async (delay) => {
    await expect(client.enqueue("essays:archive", {}, { delay })).rejects.toThrow(
      `delay "${delay}" must be a duration such as 90s, 15m, 1h30m, 14d or 2w, longer than 0 and at most 1000000d`,
    );
  });

  it("names every option that is wrong in one message", async () => {
    const options = {
      delay: "soon",
      runAt: "2026-01-01",
      priority: 1.5,
      priorty: 1,
      tags: "a",
      idempotencyFor: "1h",
    };
    await expect(client.enqueue("essays:archive", {}, options as never)).rejects.toThrow(
      /delay "soon" must be .*; runAt "2026-01-01" must be .*; priority 1.5 must be .*; tags "a" must be .*; there is no option "priorty"; did you mean "priority"\?; delay and runAt exclude each other; idempotencyFor needs idempotencyKey/,
    );
  });

  it("names the command that was meant", async () => {
    await expect(client.enqueue("essays:archiv")).rejects.toThrow('did you mean "essays:archive"?');
  });

  it("keeps dates as text, for the day when it is run", async () => {
    const runAt = new Date("2099-01-01T00:00:00Z");
    const { runId } = await client.enqueue("essays:archive", {}, { runAt });
    expect((await client.find(runId))?.runAfter).toBe(runAt.getTime());
  });

  it("finds nothing of an id that it does not know, and waits for none", async () => {
    expect(await client.find("nobody")).toBeUndefined();
    await expect(client.wait("nobody")).rejects.toMatchObject({ code: "unknown_run" });
    await expect(client.cancel("nobody")).rejects.toMatchObject({ code: "unknown_run" });
  });

  it("waits no longer than it is told", async () => {
    const { runId } = await client.enqueue("essays:archive");
    await expect(client.wait(runId, { timeout: "1ms" })).rejects.toMatchObject({
      code: "run_not_over",
      message: expect.stringContaining("is still queued after 1ms"),
    });
    await expect(client.wait(runId, { timeout: "soon" })).rejects.toMatchObject({ code: "usage" });
  });

  it("hears that a run ended elsewhere", async () => {
    const { runId } = await client.enqueue("essays:archive");
    const over = client.wait(runId);
    const other = createClient({ cwd: dir });
    expect(await other.cancel(runId)).toMatchObject({ state: "cancelled" });
    other.close();
    expect(await over).toMatchObject({ id: runId, state: "cancelled" });
    expect(await client.cancel(runId)).toMatchObject({ state: "cancelled" });
  });

  it("takes up an edited command with its next call, and finds it once for all of one", async () => {
    const many = Array.from({ length: 3 }, () => job("essays:archive", { stage: "printed" }));
    await expect(client.enqueueMany(many)).rejects.toMatchObject({ code: "invalid_args" });
    renameSync(join(dir, "commands/essays/archive.ts"), join(dir, "commands/essays/stash.ts"));
    await expect(client.enqueueMany(many)).rejects.toMatchObject({ code: "unknown_command" });
    const holed = [job("essays:stash")];
    holed.length = 2;
    await expect(client.enqueueMany(holed)).rejects.toThrow(/and \[1\] undefined names no command/);
    expect(await client.enqueueMany([job("essays:stash"), job("essays:stash")])).toHaveLength(2);
  });

  it("opens the ledger again after it was closed", async () => {
    const { runId } = await client.enqueue("essays:archive");
    client.close();
    expect((await client.find(runId))?.id).toBe(runId);
  });
});

describe("within an application's transaction", () => {
  let database: DatabaseSync;
  beforeEach(async () => {
    await client.enqueue("essays:archive");
    database = new DatabaseSync(ledger());
    database.exec("create table essays (id integer primary key)");
  });
  afterEach(() => database.close());

  it.each(["commit", "rollback"])("a run is %sed with the application's rows", async (end) => {
    database.exec("begin immediate; insert into essays values (1)");
    await client.within(database).enqueueMany([job("essays:archive"), job("essays:archive")]);
    expect(await countRuns()).toBe(1);
    database.exec(end);
    expect(await countRuns()).toBe(end === "commit" ? 3 : 1);
    expect(database.prepare("select count(*) as n from essays").get()).toEqual({
      n: end === "commit" ? 1 : 0,
    });
  });

  it("a refused run leaves the application's rows and transaction as they are", async () => {
    database.exec("begin; insert into essays values (1)");
    await expect(client.within(database).enqueue("essays:archive", { stage: "x" })).rejects.toThrow();
    database.exec("commit");
    expect(database.prepare("select count(*) as n from essays").get()).toEqual({ n: 1 });
  });

  it("a config that is there by then is read by the next call, in the same transaction too", async () => {
    const config = join(dir, "later.config.mjs");
    const own = createClient({ cwd: dir, config });
    database.exec("begin immediate");
    await expect(own.within(database).enqueue("essays:archive")).rejects.toMatchObject({
      code: "invalid_config",
    });
    writeFileSync(config, "export default {};");
    expect((await own.within(database).enqueue("essays:archive")).kind).toBe("queued");
    database.exec("commit");
    own.close();
    expect(await countRuns()).toBe(2);
  });

  it("a run is written at once where no transaction is open", async () => {
    await client.within(database).enqueue("essays:archive");
    expect(await countRuns()).toBe(2);
  });

  it("a promise that nobody awaited before the commit is refused", async () => {
    database.exec("begin");
    const late = client.within(database).enqueue("essays:archive");
    database.exec("commit");
    await expect(late).rejects.toThrow("await the enqueue before the commit");
    expect(await countRuns()).toBe(1);
  });

  it.each([{ readBigInts: true }, { returnArrays: true }, { allowBareNamedParameters: false }])(
    "a connection may have been opened with %o",
    async (options) => {
      const own = new DatabaseSync(ledger(), options);
      own.exec("begin immediate; insert into essays values (1)");
      const { kind, runId } = await client.within(own).enqueue("essays:archive", {}, { dedupeKey: "k" });
      expect(kind).toBe("queued");
      expect(await client.within(own).enqueue("essays:archive", {}, { dedupeKey: "k" })).toEqual({
        kind: "deduplicated",
        runId,
      });
      await client.within(own).start(chain(job("essays:archive"), job("essays:archive")));
      own.exec("commit");
      own.close();
      expect(await countRuns()).toBe(4);
    },
  );

  it.each([
    ["nothing", () => null, /, and null is none$/],
    ["a text", () => "errand.db", /, and "errand.db" is none$/],
    ["what looks like one", () => ({ isOpen: true, isTransaction: false }), /, and this is none$/],
    ["a closed one", () => new DatabaseSync(ledger(), { open: false }), /, and this one is closed$/],
  ])("%s is refused for a connection in one line", async (_, make, message) => {
    const queue = client.within(make() as unknown as DatabaseSync);
    const refusal = { code: "usage", message: expect.stringMatching(message) };
    await expect(queue.enqueue("essays:archive")).rejects.toMatchObject(refusal);
    await expect(queue.start(job("essays:archive"))).rejects.toMatchObject(refusal);
  });

  it("another file, or one in memory, is refused by name", async () => {
    const file = join(dir, "other.db");
    const [other, memory] = [new DatabaseSync(file), new DatabaseSync(":memory:")];
    await expect(client.within(other).enqueue("essays:archive")).rejects.toThrow(file);
    await expect(client.within(memory).enqueue("essays:archive")).rejects.toThrow("a database in memory");
    for (const one of [other, memory]) one.close();
  });

  it("a file without a ledger is refused while a transaction is open, and gets one otherwise", async () => {
    const file = join(dir, "shop.db");
    const shop = new DatabaseSync(file);
    const ours = createClient({ cwd: dir, database: file });
    shop.exec("begin immediate; create table orders (id integer)");
    await expect(ours.within(shop).enqueue("essays:archive")).rejects.toThrow(
      "has no ledger of this version yet",
    );
    shop.exec("rollback");
    expect((await ours.within(shop).enqueue("essays:archive")).kind).toBe("queued");
    ours.close();
    shop.close();
  });
});

it("finds a command of a folder that is reached by a link", async () => {
  mkdirSync(join(dir, "elsewhere"));
  writeFileSync(join(dir, "elsewhere/package.json"), "{}");
  const { symlinkSync } = await import("node:fs");
  symlinkSync(join(dir, "commands"), join(dir, "elsewhere/commands"));
  const linked = createClient({ cwd: join(dir, "elsewhere") });
  const { runId } = await linked.enqueue(await archive(), {});
  expect((await linked.find(runId))?.command).toBe("essays:archive");
  linked.close();
});
