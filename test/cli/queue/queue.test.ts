import { describe, expect, it } from "vitest";
import { beginClaimed, claims, enqueued, NOON, owner } from "../../store/build.ts";
import { useProject } from "../test-project.ts";

const project = useProject();
const NOW = NOON + 60_000;

const json = async (
  ...argv: string[]
): Promise<Record<string, never> & { queues: Record<string, unknown>[] }> =>
  JSON.parse((await project().call(...argv, "--json")).stdout) as never;

/** An `errand work` of another machine, heard of just now. */
const workerHeard = (queues: string | null): Promise<void> =>
  project().store.beat({
    id: `worker of ${queues ?? "all"}`,
    kind: "worker",
    queues,
    owner: owner(9),
    startedAt: NOON,
    heartbeatAt: NOW,
    stoppedAt: null,
  });

describe("queue list", () => {
  it("shows what waits and runs, the limits of the config, and who works it", async () => {
    project().write(
      "errand.config.ts",
      `export default { queues: { mail: { weight: 4, concurrency: 2, rate: "10/1m" } }, routes: { "r:*": "low" } };`,
    );
    await enqueued(project().store, { queue: "mail", runAfter: NOON });
    await enqueued(project().store, { queue: "mail", runAfter: NOW + 1 });
    await workerHeard("mail=4");
    const { queues } = await json("queue", "list");
    expect(queues.map(({ name }) => name)).toEqual(["default", "low", "mail"]);
    expect(queues[2]).toEqual({
      name: "mail",
      waiting: 2,
      due: 1,
      delayed: 1,
      parked: 0,
      stopped: 0,
      inHands: 0,
      oldestDueAt: "2026-03-01T12:00:00.000Z",
      weight: 4,
      concurrency: 2,
      rate: { count: 10, perMs: 60_000 },
      workers: [{ kind: "worker", host: "web-1", pid: 9 }],
      pause: null,
    });
    const { stdout } = await project().call("queue", "list");
    expect(stdout).toMatch(/mail +1 +1m ago +1 +0 +0 +4 +2 at once, 10\/1m +1/);
  });
});

describe("what cannot be meant", () => {
  it.each([
    [["queue", "pause", "low", "--for", "0s"], '--for "0s" must be longer than no time at all'],
    [["schedule", "pause", "low", "--for", "0m"], '--for "0m" must be longer than no time at all'],
    [["notify", "snooze", "low", "--for", "0d"], '--for "0d" must be longer than no time at all'],
    [["queue", "pause", "low", "--reason", " "], "--reason must say why, or be left out"],
    [["dead", "ack", "--all", "--reason", ""], "--reason must say why, or be left out"],
    [["dead", "retry", "--all", "--reason", ""], "must say why, or be left out"],
    [["work", "--queues", "a=1,a=2"], '--queues "a=1,a=2" names a twice'],
  ])("is refused: %j", async (words, said) => {
    const { code, stderr } = await project().call(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).toContain("Next: errand ");
  });
});

describe("queue pause", () => {
  it("says who, why and until when, everywhere where the queue is shown", async () => {
    const paused = await project().call(
      "queue",
      "pause",
      "mail",
      "--reason",
      "the server moves",
      "--for",
      "2h",
    );
    expect(paused.stdout).toMatch(
      /^queue mail is paused by \S+ since .* until .*: the server moves\. Next: errand queue resume mail\n$/,
    );
    const words = /mail: .*paused by \S+ since .* until .*: the server moves/;
    expect((await project().call("status")).stdout).toMatch(words);
    const { queues } = await json("queue", "list");
    expect(queues.find(({ name }) => name === "mail")).toMatchObject({
      pause: { reason: "the server moves", until: "2026-03-01T14:01:00.000Z" },
    });
  });

  it.each([
    [
      "reprots",
      "errand: nothing is in queue reprots, and the config names none so; did you mean reports? Next: errand queue list\n",
    ],
    ["bulk", "errand: nothing is in queue bulk, and the config names none so. Next: errand queue list\n"],
    ["reports", ""],
    ["mail", ""],
  ])("notes of %s whether anybody knows such a queue", async (name, note) => {
    project().write("errand.config.ts", `export default { queues: { reports: { weight: 1 } } };`);
    await enqueued(project().store, { queue: "mail" });
    expect(await project().call("queue", "pause", name)).toMatchObject({ code: 0, stderr: note });
  });

  it("is ended by resume, which says what is due then, and once", async () => {
    await project().call("queue", "pause", "mail");
    await enqueued(project().store, { queue: "mail" });
    expect(await claims(project().store, NOW)).toEqual([]);
    const resumed = await project().call("queue", "resume", "mail");
    expect(resumed.stdout).toMatch(/^queue mail is resumed; it was paused by .*\. 1 run of it is due now\n$/);
    expect((await project().call("queue", "resume", "mail")).stderr).toContain("queue mail is not paused");
    expect(await claims(project().store, NOW)).toHaveLength(1);
  });

  it.each([
    [["queue", "pause", "no queue"], 'queue "no queue" must be a name of letters'],
    [["queue", "pause"], "NAME is missing"],
    [["queue", "pause", "mail", "--for", "soon"], '--for "soon" must be a duration'],
    [["queue", "paus", "mail"], 'did you mean "pause"?'],
  ])("refuses %j", async (argv, message) => {
    const { code, stderr } = await project().call(...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("status", () => {
  it("has a line for each queue that holds something, and names who works", async () => {
    await enqueued(project().store, { queue: "mail", runAfter: NOON });
    await enqueued(project().store, { queue: "low", limitKey: "k", runAfter: NOON });
    await enqueued(project().store, { queue: "low", limitKey: "k", runAfter: NOON });
    const [claimed] = await claims(project().store, NOON, { queues: { low: 1 } });
    await beginClaimed(project().store, claimed!, NOON);
    await workerHeard("mail=4,low=1");
    const { stdout } = await project().call("status");
    expect(stdout).toContain("mail: 1 waiting (1 due, the oldest 1m ago)\n");
    expect(stdout).toMatch(/workers +pid 9 on web-1 works mail=4,low=1, started 1m ago/);
    expect(await json("status")).toMatchObject({
      workers: [{ kind: "worker", pid: 9, queues: "mail=4,low=1" }],
      queues: [{ name: "low" }, { name: "mail", due: 1 }],
    });
  });

  it("says of a queue that nobody works it", async () => {
    await enqueued(project().store, { queue: "mail" });
    await workerHeard("low=1");
    expect((await project().call("status")).stdout).toMatch(/nobody works it\n[^]*Next: +errand work\n$/);
  });
});

describe("a run that is asked to end", () => {
  it("is cancelling until it has, for people; its state is still running", async () => {
    await enqueued(project().store, {});
    const [claimed] = await claims(project().store, NOW);
    const { run } = claimed!;
    await beginClaimed(project().store, claimed!, NOW);
    await project().store.requestCancel(run.id, "ada", NOW);
    expect((await project().call("history")).stdout).toContain("cancelling");
    expect((await project().call("show", run.id)).stdout).toMatch(/state +cancelling/);
    expect((await project().json("show", run.id)).run.state).toBe("running");
  });
});
