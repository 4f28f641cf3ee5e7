import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { command, CrashProject, isAlive, pidIn, until, type RunRow } from "./harness.ts";

const SEND = `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Send a mail",
  args: z.object({ to: z.string() }),
  async run({ args }) { return { sent: args.to }; },
});
`;

/** A small application: POST /send?to=ada enqueues, and answers when the run is written down. */
const APPLICATION = `import { createServer } from "node:http";
import { createClient } from "errand";
import send from "./commands/mail/send.ts";

const client = createClient();
const server = createServer(async (request, response) => {
  const to = new URL(request.url, "http://localhost").searchParams.get("to");
  try {
    response.end(JSON.stringify(await client.enqueue(send, { to })));
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});
server.listen(0, "127.0.0.1", () => console.log("at " + server.address().port + " ."));
`;

async function portOf(app: { stdout: string; says(text: string): Promise<void> }): Promise<number> {
  await app.says(" .");
  return Number(/at (\d+) \./.exec(app.stdout)?.[1]);
}

async function send(port: number, to: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/send?to=${to}`, { method: "POST" });
  return ((await response.json()) as { runId: string }).runId;
}

/** Every run of the ledger, read beside errand. */
function runIds(project: CrashProject): Set<string> {
  const database = new DatabaseSync(project.path(".errand/errand.db"));
  const rows = database.prepare("select id from runs").all() as { id: string }[];
  database.close();
  return new Set(rows.map(({ id }) => id));
}

const isOver = ({ state }: RunRow): boolean => state !== "queued" && state !== "running";

describe("an application that enqueues", () => {
  it("has its runs lived by errand work, and is told of bad input", async () => {
    const project = new CrashProject({ "mail/send.ts": SEND }, { "app.ts": APPLICATION });
    const app = project.startProgram(process.execPath, ["app.ts"]);
    const port = await portOf(app);
    const worker = project.start(["work"]);
    await worker.says("worker.started");
    const ids = await Promise.all(["ada", "bob", "eve"].map((to) => send(port, to)));
    const runs = await until("three runs that are over", async () => {
      const found = await project.history("--command", "mail:send");
      return found.length === 3 && found.every(isOver) && found;
    });
    expect(runs.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(runs.every(({ state, trigger }) => state === "succeeded" && trigger === "queue")).toBe(true);
    const refused = await fetch(`http://127.0.0.1:${port}/send`, { method: "POST" });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("--to")]);
    worker.kill("SIGTERM");
    expect((await worker.ended).code).toBe(0);
  });

  it("loses nothing that was acknowledged when it is killed while it enqueues", async () => {
    const project = new CrashProject({ "mail/send.ts": SEND }, { "app.ts": APPLICATION });
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const app = project.startProgram(process.execPath, ["app.ts"]);
      const port = await portOf(app);
      const wanted = acknowledged.length + 20;
      const senders = Array.from({ length: 4 }, async () => {
        for (;;) acknowledged.push(await send(port, "ada"));
      });
      await until("twenty answers", () => acknowledged.length >= wanted);
      app.kill("SIGKILL");
      await Promise.allSettled(senders);
      await app.ended;
    }
    const there = runIds(project);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    const worker = await project.errand(["work", "--drain"]);
    expect(worker.code).toBe(0);
    expect(await project.history("--state", "queued")).toEqual([]);
  });
});

describe("errand work", () => {
  it("ends by itself with --drain, and leaves what is not due", async () => {
    const project = new CrashProject({ "mail/send.ts": SEND });
    await project.errand(["enqueue", "mail:send", "--to", "ada"]);
    await project.errand(["enqueue", "--delay", "1h", "mail:send", "--to", "bob"]);
    expect((await project.errand(["work", "--drain"])).code).toBe(0);
    const runs = await project.history();
    expect(runs.map(({ args, state }) => [args["to"], state])).toEqual([
      ["bob", "queued"],
      ["ada", "succeeded"],
    ]);
  });

  it("takes runs out of the queues that it serves, and out of no other", async () => {
    const project = new CrashProject({ "mail/send.ts": SEND });
    await project.errand(["enqueue", "--queue", "high", "mail:send", "--to", "ada"]);
    await project.errand(["enqueue", "--queue", "low", "mail:send", "--to", "bob"]);
    await project.errand(["work", "--drain", "--queues", "high=4"]);
    expect((await project.history("--state", "queued")).map(({ args }) => args["to"])).toEqual(["bob"]);
  });

  it("is seen by status while it is there, and no more when it was killed", async () => {
    const project = new CrashProject({ "mail/send.ts": SEND });
    const worker = project.start(["work", "--queues", "mail=2"]);
    await worker.says("worker.started");
    expect((await project.errand(["status"])).stdout).toContain(`pid ${worker.pid} on`);
    worker.kill("SIGKILL");
    await worker.ended;
    expect((await project.errand(["status"])).stdout).not.toContain(`pid ${worker.pid} on`);
  });

  it("lives what a command enqueued, as a child of that run", async () => {
    const project = new CrashProject({
      "mail/send.ts": SEND,
      "parent.ts": `import { defineCommand } from "errand";
        import send from "./mail/send.ts";
        export default defineCommand({
          summary: "Enqueue",
          run: ({ enqueue }) => enqueue(send, { to: "ada" }),
        });`,
    });
    await project.errand(["enqueue", "parent"]);
    await project.errand(["work", "--drain"]);
    const [parent] = await project.history("--command", "parent");
    const [child] = await project.history("--command", "mail:send");
    expect(child).toMatchObject({ state: "succeeded", parentId: parent?.id, result: { sent: "ada" } });
    expect((await project.errand(["run", "parent"])).code).toBe(0);
    expect(await project.history("--state", "queued")).toHaveLength(1);
  });
});

describe("a cancel from another process", () => {
  const FOREVER = command(
    `const { spawn } = await import("node:child_process");
     const child = spawn("sh", ["-c", "echo $$ > child.pid; exec sleep 1000"], { detached: true, stdio: "ignore" });
     child.unref();
     await sleep(60_000, undefined, { signal });`,
  );

  it("ends a running run and all that it started, within a second or so", async () => {
    const project = new CrashProject({ "forever.ts": FOREVER });
    const worker = project.start(["work"]);
    await worker.says("worker.started");
    await project.errand(["enqueue", "forever"]);
    const child = await pidIn(project, "child.pid");
    const [run] = await project.history();
    const asked = performance.now();
    const { code, stdout } = await project.errand(["cancel", run!.id]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("is cancelled after")]);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(await project.show(run!.id)).toMatchObject({ state: "cancelled" });
    await until("the end of its child", () => !isAlive(child));
    expect(worker.isOver()).toBe(false);
  });

  it.each([
    ["due", []],
    ["delayed", ["--delay", "1h"]],
  ])("ends a run that is %s at once, and no worker ever starts it", async (_, flags) => {
    const project = new CrashProject({ "forever.ts": FOREVER });
    await project.errand(["enqueue", ...flags, "forever"]);
    const [run] = await project.history();
    expect((await project.errand(["cancel", run!.id])).code).toBe(0);
    expect(await project.show(run!.id)).toMatchObject({ state: "cancelled", startedAt: null, attempts: [] });
    await project.errand(["work", "--drain"]);
    expect(project.has("child.pid")).toBe(false);
  });
});
