import { describe, expect, it } from "vitest";
import { NOON, owner } from "../../store/build.ts";
import { useProjectWith } from "../test-project.ts";

const SEND = `
import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Send a mail",
  args: z.object({ to: z.string(), n: z.number().default(1) }),
  positional: ["to"],
  queue: "mail",
  async run() {},
});
`;
const project = useProjectWith({ "commands/mail/send.ts": SEND });

const enqueue = async (...words: string[]) => {
  const { stdout } = await project().call("enqueue", "--json", ...words);
  return JSON.parse(stdout) as { kind: string; run: Record<string, unknown> };
};

describe("errand enqueue", () => {
  it("prints the run, and what to type next", async () => {
    const { code, stdout, stderr } = await project().call("enqueue", "mail:send", "ada");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^run [0-9a-f-]{36} of mail:send waits in queue mail\. Next: errand logs -f [0-9a-f-]{13}\n$/,
    );
    expect(stderr).toBe("errand: nobody works queue mail now. Next: errand work\n");
  });

  it("takes its own flags before the name, and the command's behind it", async () => {
    const { kind, run } = await enqueue(
      ..."--queue low --priority -5 --delay 10m --attempts 7 --concurrency-key k --expires-in 1h --tag a --tag b".split(
        " ",
      ),
      ...["mail:send", "ada", "--n", "3"],
    );
    expect(kind).toBe("queued");
    expect(run).toMatchObject({
      args: { to: "ada", n: 3 },
      trigger: "queue",
      state: "queued",
      queue: "low",
      priority: -5,
      runAfter: "2026-03-01T12:11:00.000Z",
      expiresAt: "2026-03-01T13:11:00.000Z",
      maxAttempts: 7,
      limitKey: "mail:send k",
      tags: ["a", "b"],
    });
  });

  it("says which run is there already", async () => {
    const { run } = await enqueue("--dedupe-key", "d", "mail:send", "ada");
    const again = await project().call("enqueue", "--dedupe-key", "d", "mail:send", "ada");
    expect(again.stdout).toContain(
      `nothing was enqueued, a live run has that dedupe key: run ${String(run["id"])}`,
    );
    const first = await enqueue("--idempotency-key", "i", "--idempotency-for", "1h", "mail:send", "ada");
    const repeated = await enqueue("--idempotency-key", "i", "mail:send", "ada");
    expect(repeated).toMatchObject({ kind: "repeated", run: { id: first.run["id"] } });
  });

  it("says that the queue rests", async () => {
    await project().store.pauseQueue("mail", { at: NOON, by: "ada", reason: "it moves", until: null });
    const { stderr } = await project().call("enqueue", "mail:send", "ada");
    expect(stderr).toMatch(
      /^errand: queue mail is paused by ada since .*: it moves\. Next: errand queue resume mail\n$/,
    );
  });

  it("warns of nothing while somebody works the queue", async () => {
    const times = { startedAt: NOON, heartbeatAt: NOON + 60_000, stoppedAt: null };
    await project().store.beat({ id: "w", kind: "worker", queues: "mail=1", owner: owner(9), ...times });
    expect((await project().call("enqueue", "mail:send", "ada")).stderr).toBe("");
    expect((await project().call("enqueue", "--queue", "low", "mail:send", "ada")).stderr).toContain(
      "nobody works",
    );
  });

  it.each([
    [
      ["--delay", "soon", "--priority", "5000", "mail:send", "ada"],
      /--delay "soon" must be .*; --priority 5000 must be/,
    ],
    [["--at", "2020-01-01", "mail:send", "ada"], /--at "2020-01-01" must be a time to come/],
    [["--at", "2d", "mail:send", "ada"], /or give --delay 2h/],
    [["--idempotency-for", "1h", "mail:send", "ada"], /--idempotency-for needs --idempotency-key/],
    [["mail:send"], /--to is required/],
    [
      ["mail:send", "ada", "--queue", "low"],
      /Next: errand enqueue --queue low mail:send ada, as enqueue's flags stand before the name/,
    ],
    [
      ["mail:send", "ada", "--database", "x.db"],
      /Next: errand enqueue --database x.db mail:send ada, as enqueue's flags stand before the name/,
    ],
    [["mail:sned", "ada"], /did you mean "mail:send"\? Next: errand enqueue mail:send/],
    [
      ["--n=3", "--queue", "low", "mail:send"],
      /Next: errand enqueue --queue low mail:send --n=3, as flags of a command stand behind/,
    ],
    [["--prority=1", "mail:send"], /did you mean --priority\? Next: errand enqueue --help/],
    [["--prority", "1", "mail:send"], /did you mean "?--priority"?/],
    [[], /errand enqueue needs to know what/],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await project().call("enqueue", ...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect((await project().store.listRuns({}, { limit: 1 })).runs).toEqual([]);
  });

  it("has its help, and the command's", async () => {
    expect((await project().call("enqueue", "--help")).stdout).toContain("--dedupe-key");
    expect((await project().call("enqueue", "mail:send", "--help")).stdout).toContain("Send a mail");
  });

  it.each([
    [["enqueue", "ma"], "mail:send"],
    [["enqueue", "--pri"], "--priority"],
    [["enqueue", "mail:send", "--"], "--to"],
    [["queue", "pause", ""], "mail"],
    [["queue", ""], "resume"],
    [["work", "--q"], "--queues"],
  ])("completes %j", async (words, word) => {
    await enqueue("mail:send", "ada");
    const { stdout } = await project().call("complete", "--", ...words);
    expect(stdout).toContain(`${word}\t`);
  });
});

describe("errand work", () => {
  it.each(["high=x", "high=0", "a b", ""])("refuses the weights %j", async (weights) => {
    const { code, stderr } = await project().call("work", "--queues", weights);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "must be queues and their weights from 1 to 1000, such as high=4,default=2,low=1",
    );
  });
});
