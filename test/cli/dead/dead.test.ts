import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { shortId } from "../../../src/core/ids.ts";
import type { Run } from "../../../src/core/run.ts";
import { closing, finished, NOON, owner, reread, started } from "../../store/build.ts";
import { FAILED, worked, type JobWish } from "../../store/worked.ts";
import { member } from "../../store/workflows.ts";
import { useProjectWith } from "../test-project.ts";

const MAIL = `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Send a mail",
  args: z.object({ essay: z.int(), token: z.string().default("none").meta({ secret: true }) }),
  attempts: 5,
  concurrencyKey: ({ essay }) => \`essay \${essay}\`,
  run: ({ args }) => ({ sent: args.essay }),
});`;

/** Makes no key of its args. */
const PLAIN = MAIL.replace(/^ *concurrencyKey.*$/m, "");

const project = useProjectWith({ "commands/mail.ts": MAIL, "commands/plain.ts": PLAIN });

const dead = (...words: string[]) => project().call("dead", ...words);
const json = async (...words: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await dead(...words, "--json")).stdout) as Record<string, unknown>;

function die(
  essay: unknown = 1,
  wish: JobWish & { now?: number } = {},
  message = `essay ${String(essay)} is gone`,
) {
  const error = { name: "Error", message, stack: null };
  return worked(
    project().store,
    { command: "mail", args: { essay } as never, ...wish },
    { ...FAILED, error },
  );
}

async function queued(): Promise<Run[]> {
  return (await project().store.listRuns({ states: ["queued"] }, { limit: 99 })).runs.toReversed();
}

/** What stands in the audit of what people did to failures. */
function audit() {
  const database = new DatabaseSync(join(project().dir, ".errand/errand.db"), { readOnly: true });
  const rows = database.prepare("select action, target, note from audit where action like 'dead %'").all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

const closed = async (run: Run) => (await project().store.findFailure(run.id))?.closed;
const kindOf = async (run: Run) => (await project().store.findFailure(run.id))?.fingerprint ?? "";

describe("errand dead list", () => {
  it("says that there is nothing, or nothing like that", async () => {
    expect((await dead("list")).stderr).toBe("errand: there are no dead letters. Next: errand status\n");
    expect((await dead("list", "--queue", "low")).stderr).toContain("no dead letter is like that");
    expect(await json("list")).toEqual({ v: 1, groups: [] });
  });

  it("groups by what went wrong, with an example and what to type next", async () => {
    await die(1);
    await die(2, { now: NOON + 5_000 });
    await die(3, { now: NOON + 6_000 }, "no such host");
    const { stdout, code } = await dead("list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^FINGERPRINT +RUNS +LAST +FIRST +COMMAND +EXAMPLE\n/);
    expect(stdout).toMatch(/\n[\da-f]{10} +1 +53s ago +53s ago +mail +no such host\n/);
    expect(stdout).toMatch(/\n[\da-f]{10} +2 +54s ago +59s ago +mail +essay 2 is gone\n/);
    expect(stdout).toMatch(/\nNext: errand dead show [\da-f]{10} {3}errand dead retry [\da-f]{10}\n$/);
    expect(await json("list", "--since", "53s")).toMatchObject({
      groups: [
        { command: "mail", count: 1, firstAt: "2026-03-01T12:00:07.000Z", example: { state: "failed" } },
      ],
    });
  });

  it("has runs of queues only, and those of crontab lines when asked", async () => {
    await finished(project().store, { trigger: "crontab", command: "backup" }, FAILED);
    expect((await dead("list")).stdout).toBe("");
    expect((await dead("list", "--inbox")).stdout).toContain("backup");
  });

  it("refuses a time that is none", async () => {
    expect(await dead("list", "--since", "soon")).toMatchObject({ code: 2 });
  });
});

describe("errand dead show", () => {
  it("shows the runs of a kind, with their args", async () => {
    const runs = [await die(1), await die(2, { now: NOON + 5_000 })];
    const kind = await kindOf(runs[0]!);
    const { stdout } = await dead("show", kind);
    expect(stdout).toContain(`${kind}  mail failed 2 times, 54s ago, first 59s ago\n\nessay 2 is gone\n`);
    for (const [at, run] of runs.entries())
      expect(stdout).toMatch(new RegExp(`${shortId(run.id)}  \\d+s ago  {"essay":${at + 1}}`));
    expect(stdout).toContain(`errand dead retry --edit ${shortId(runs[1]!.id)}`);
    expect(await json("show", kind)).toMatchObject({ group: { count: 2 }, runs: [{ id: runs[0]!.id }, {}] });
  });

  it("shows a run as errand show does, which tells of the inbox", async () => {
    const run = await die(1, { maxAttempts: 1 });
    const { stdout } = await dead("show", run.id);
    expect(stdout).toContain(`inbox      open since 59s ago, fingerprint ${await kindOf(run)}\n`);
    expect(stdout).toContain(`errand dead retry ${shortId(run.id)}\n`);
    await dead("discard", run.id, "--reason", "old");
    const shown = await project().call("show", run.id);
    expect(shown.stdout).toContain("just now: old\n");
    expect(shown.stdout).toContain(`errand retry ${shortId(run.id)}\n`);
  });
});

describe("errand dead retry of one run", () => {
  it("queues it again in its place, and leaves it in the inbox until that is over", async () => {
    const wish = {
      priority: 7,
      maxAttempts: 2,
      limitKey: "own",
      tags: ["t"],
      queue: "low",
      scheduledFor: NOON,
    };
    const run = await die(1, wish);
    const { stdout, code } = await dead("retry", run.id);
    const [again] = await queued();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `run ${run.id} is queued again as run ${again!.id}. Next: errand show ${shortId(again!.id)}\n`,
    });
    expect(again).toMatchObject({ ...wish, trigger: "retry", parentId: run.id, failures: 0, attempt: 0 });
    expect(again?.args).toEqual({ essay: 1, token: "[secret]" });
    expect(await closed(run)).toBeNull();
    expect(await project().call("status", "--strict")).toMatchObject({ code: 1 });
    expect((await project().call("show", run.id)).stdout).toMatch(
      new RegExp(
        `\\ninbox .*; run ${again!.id} repeats it, which is queued\\n[^]*errand show ${shortId(again!.id)}\\n$`,
      ),
    );
  });

  it("can be repeated when the retry was cancelled", async () => {
    const run = await die(1);
    await dead("retry", run.id);
    await project().call("cancel", (await queued())[0]!.id);
    expect(await closed(run)).toBeNull();
    expect((await dead("retry", run.id)).stdout).toContain("is queued again as run");
    expect(await queued()).toHaveLength(1);
  });

  it("lays changed flags over its args, and then counts limits by the new ones", async () => {
    const run = await die("x", { limitKey: "mail essay x" });
    expect(await dead("retry", run.id)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Next: errand dead retry --edit ${shortId(run.id)}\n`),
    });
    expect(await closed(run)).toBeNull();
    expect((await dead("retry", "--reason", "typo", run.id, "--essay", "7")).code).toBe(0);
    expect(await queued()).toMatchObject([{ args: { essay: 7 }, limitKey: "mail essay 7" }]);
    expect(audit()).toEqual([
      { action: "dead retry", target: run.id, note: `run ${(await queued())[0]!.id}; typo` },
    ]);
  });

  it("keeps a key that was given with the run, whatever its args are now", async () => {
    const run = await die(1, { command: "plain", limitKey: "plain z" });
    expect((await dead("retry", run.id, "--essay", "7")).code).toBe(0);
    expect(await queued()).toMatchObject([{ args: { essay: 7 }, limitKey: "plain z" }]);
  });

  it("lets the args be changed in an editor", async () => {
    const run = await die("x");
    const { code } = await project().callWith(
      { env: { EDITOR: `sed -i 's/"x"/8/'` } },
      "dead",
      "retry",
      "--edit",
      run.id,
    );
    expect(code).toBe(0);
    expect(await queued()).toMatchObject([{ args: { essay: 8 } }]);
  });

  it("keeps what was edited and does not fit, and names itself for the next try", async () => {
    const run = await die("x");
    const edit = (editor: string) =>
      project().callWith({ env: { EDITOR: editor } }, "dead", "retry", "--edit", run.id);
    const next = `Next: errand dead retry --edit ${shortId(run.id)}\n`;
    const { code, stderr } = await edit(`sed -i 's/"x"/"y"/'`);
    const [, file = ""] =
      /"y" must be .*; what you wrote is kept in (\S+), for you only\. /.exec(stderr) ?? [];
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(next) });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ essay: "y" });
    expect((await edit("false")).stderr).toContain(`the editor "false" failed: it exited with 1. ${next}`);
    expect((await edit("")).stderr).toMatch(
      /set EDITOR, or give the changed flags behind the run\. Next: errand dead retry --help/,
    );
  });

  it("puts a slip right: errand's own flags stand before the run", async () => {
    const run = await die(1);
    const { stderr } = await dead("retry", run.id, "--edit");
    expect(stderr).toContain(
      `Next: errand dead retry --edit ${run.id}, as errand's own flags stand before the run`,
    );
  });

  it("happens once, and says by which run", async () => {
    const run = await die(1);
    await dead("retry", run.id);
    const [again] = await queued();
    const { id } = again!;
    expect(await dead("retry", run.id)).toEqual({
      code: 0,
      stdout: "nothing was queued. Next: errand dead list\n",
      stderr: `errand: run ${shortId(run.id)} of mail is retried already, by run ${id}, which is not over. Next: errand show ${shortId(id)}\n`,
    });
    expect(JSON.parse((await dead("retry", "--json", run.id)).stdout)).toMatchObject({
      passedOver: [{ runId: run.id, retryId: id }],
    });
    expect(await queued()).toHaveLength(1);
  });

  it.each([
    ["flags", (id: string) => ["retry", id, "--essay", "7"]],
    ["an edit", (id: string) => ["retry", "--edit", id]],
  ])("drops no changed args where its retry waits: %s", async (_, words) => {
    const run = await die(1);
    await dead("retry", run.id);
    const [again] = await queued();
    const said = `run ${shortId(run.id)} of mail is retried already, by run ${again!.id}, which is queued: nothing was queued with the changed args`;
    expect(await dead(...words(run.id))).toEqual({
      code: 1,
      stdout: "",
      stderr: `errand: ${said}. Next: errand cancel ${shortId(again!.id)}\n`,
    });
    expect(await queued()).toMatchObject([{ id: again!.id, args: { essay: 1 } }]);
  });

  it("ends no retry that runs for the sake of changed args", async () => {
    const run = await die(1);
    await dead("retry", run.id);
    const [again] = await queued();
    const { store } = project();
    const hold = { owner: owner(1), leaseUntil: NOON + 900_000, now: NOON + 61_000 };
    await store.claim({ ...hold, limit: 1 });
    await store.begin({ run: again!, overlap: { key: "mail", policy: "allow" }, ...hold });
    const { code, stderr } = await dead("retry", run.id, "--essay", "7");
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(`which is running: .*\\. Next: errand show ${shortId(again!.id)}\n$`),
      ),
    });
  });

  it("keeps what was edited where a live run has its dedupe key", async () => {
    const run = await die("x", { dedupeKey: "one" });
    await dead("retry", (await die(2, { dedupeKey: "one" })).id);
    const env = { EDITOR: `sed -i 's/"x"/8/'` };
    const { code, stderr } = await project().callWith({ env }, "dead", "retry", "--edit", run.id);
    const [, file = ""] =
      /with the changed args; what you wrote is kept in (\S+), for you only\. Next: errand show /.exec(
        stderr,
      ) ?? [];
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ essay: 8 });
  });

  it("drops no changed args where a live run has its dedupe key", async () => {
    const run = await die(1, { dedupeKey: "one" });
    const other = await die(2, { dedupeKey: "one" });
    await dead("retry", other.id);
    const [live] = await queued();
    expect(await dead("retry", run.id, "--essay", "7")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(
        `run ${live!.id} has its dedupe key "one" and is not over: nothing was queued with the changed args. Next: errand show ${shortId(live!.id)}\n`,
      ),
    });
  });

  it("is refused for what somebody closed", async () => {
    const run = await die(1);
    await dead("ack", run.id);
    expect(await dead("retry", run.id)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is closed already: acknowledged by .* just now\. Next: errand show/),
    });
  });

  it("fails where other work has its dedupe key, which it names, and calls nothing a retry", async () => {
    const run = await die(1, { dedupeKey: "one" });
    const other = await die(2, { dedupeKey: "one" });
    await dead("retry", other.id);
    const [live] = await queued();
    const said = await dead("retry", run.id);
    expect(said).toMatchObject({ code: 1, stdout: "nothing was queued. Next: errand dead list\n" });
    expect(said.stderr).toContain(
      `cannot run again: run ${live!.id} has its dedupe key "one" and is not over`,
    );
    expect(await queued()).toHaveLength(1);
    expect(audit().map(({ target }) => target)).not.toContain(run.id);
  });

  it("is for what is dead: nothing that succeeded, nothing of a crontab line", async () => {
    const fine = await finished(project().store, { command: "mail" });
    expect((await dead("retry", fine.id)).stderr).toMatch(
      /is in no inbox: it is succeeded, or a person watched it/,
    );
    const cron = await finished(project().store, { command: "mail", trigger: "crontab" }, FAILED);
    expect((await dead("retry", cron.id)).stderr).toContain(`Next: errand retry ${shortId(cron.id)}\n`);
  });

  it("of a command that is gone says so, and leaves it in the inbox", async () => {
    const run = await die(1, { command: "gone" });
    const { code, stderr } = await dead("retry", run.id);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/which is no command of this project\. Next/),
    });
    expect(await closed(run)).toBeNull();
  });
});

describe("errand dead retry of many", () => {
  it("takes a kind, a filter or all, the oldest first", async () => {
    const runs = [await die(1), await die(2, { now: NOON + 1 }), await die(3, {}, "no such host")];
    expect((await dead("retry", await kindOf(runs[0]!))).stdout).toMatch(/^2 runs are queued again\./);
    expect((await queued()).map(({ parentId }) => parentId)).toEqual([runs[0]!.id, runs[1]!.id]);
    expect(await json("retry", "--all")).toMatchObject({
      retried: [{ runId: runs[2]!.id, kind: "queued" }],
      refused: [],
    });
    const { code, stdout, stderr } = await dead("retry", "--all");
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "nothing was queued. Next: errand dead list\n",
      stderr: "errand: 3 runs are retried already, and their retries are not over. Next: errand dead list\n",
    });
    expect(await queued()).toHaveLength(3);
  });

  it("is told by dead list as long as it is not over", async () => {
    const runs = [await die(1), await die(2, { now: NOON + 1 }), await die(3, {}, "no such host")];
    await dead("retry", runs[0]!.id);
    const { stdout } = await dead("list");
    expect(stdout).toMatch(/^FINGERPRINT +RUNS +LAST +FIRST +RETRY +COMMAND +EXAMPLE\n/);
    expect(stdout).toMatch(/\n[\da-f]{10} +2 .* ago +1 queued +mail +essay 2 is gone\n/);
    expect((await json("list", "--fingerprint", await kindOf(runs[0]!)))["groups"]).toMatchObject([
      { count: 2, retries: { queued: 1, running: 0 } },
    ]);
  });

  it("spreads their starts by a rate", async () => {
    for (let essay = 0; essay < 4; essay += 1) await die(essay, { now: NOON + essay });
    await dead("retry", "--rate", "2/1m", "--command", "mail");
    const now = NOON + 60_000;
    const starts = (await queued()).map(({ runAfter }) => runAfter! - now);
    expect(starts).toEqual([0, 30_000, 60_000, 90_000]);
    expect((await dead("retry", "--rate", "fast", "--all")).code).toBe(2);
  });

  it("goes on behind one that cannot run again, tells why, and exits with 1", async () => {
    const broken = await die("x");
    await die(2);
    const { code, stdout, stderr } = await dead("retry", "--all");
    expect(code).toBe(1);
    expect(stdout).toMatch(/is queued again as run/);
    expect(stderr).toContain(
      `run ${shortId(broken.id)} of mail cannot run again: --essay "x" must be a whole number`,
    );
    expect(await closed(broken)).toBeNull();
  });

  it("needs to know which, and takes no changed args", async () => {
    const run = await die(1);
    expect((await dead("retry")).stderr).toContain("needs to know what");
    expect((await dead("retry", "--all", run.id)).stderr).toContain("give a run or filters, not both");
    expect((await dead("retry", "--edit", "--all")).stderr).toContain("of one run only");
    expect(await queued()).toEqual([]);
  });
});

describe("errand dead discard and ack", () => {
  it("close one, a kind or all, and say who and why", async () => {
    const runs = [await die(1), await die(2), await die(3, {}, "no such host")];
    const { stdout } = await dead("discard", await kindOf(runs[0]!), "--reason", "old essays");
    expect(stdout).toBe("2 failures are discarded. Next: errand dead list\n");
    expect(await closed(runs[1]!)).toMatchObject({ how: "discarded", note: "old essays" });
    expect(await json("ack", runs[2]!.id)).toEqual({ v: 1, acknowledged: [runs[2]!.id], stopped: 0 });
    expect((await dead("ack", "--all")).stdout).toContain("0 failures are acknowledged");
  });

  it("take failures of crontab lines by their run, and by filters when asked", async () => {
    const wish = { trigger: "crontab", command: "backup" } as const;
    const [one, other] = [
      await finished(project().store, wish, FAILED),
      await finished(project().store, wish, FAILED),
    ];
    await dead("ack", one.id);
    expect(await closed(one)).toMatchObject({ how: "acknowledged" });
    await dead("ack", "--command", "backup");
    expect(await closed(other)).toBeNull();
    await dead("ack", "--command", "backup", "--inbox");
    expect(await closed(other)).toMatchObject({ how: "acknowledged" });
  });

  it.each([
    [1, "1 run that waited for it is cancelled"],
    [2, "2 runs that waited for it are cancelled"],
  ])("say how many runs of a workflow go with one that is discarded: %i", async (count, words) => {
    const { run } = await stopped(count);
    expect((await dead("discard", run.id, "--reason", "old")).stdout).toBe(
      `run ${run.id} is discarded, and ${words}. Next: errand dead list\n`,
    );
    const { run: other } = await stopped(count);
    expect(JSON.parse((await dead("discard", "--all", "--reason", "old", "--json")).stdout)).toEqual({
      v: 1,
      discarded: [other.id],
      cancelled: count,
    });
  });

  it.each([
    [1, "1 run that waits for it stays stopped"],
    [2, "2 runs that wait for it stay stopped"],
  ])("say how many runs of a workflow stay stopped by one that is acknowledged: %i", async (count, words) => {
    const { run } = await stopped(count);
    expect((await dead("ack", run.id)).stdout).toBe(
      `run ${run.id} is acknowledged, and ${words}. Next: errand retry ${run.id}   errand cancel --all ${run.id}\n`,
    );
    const { stdout } = await project().call("status");
    expect(stdout).toContain(`default: ${count} waiting (${count} stopped by a failed run)`);
    expect(stdout).not.toContain("held back");
    expect(stdout).toMatch(/Next: +errand show \S{36}\n/);
    expect((await project().call("queue", "list")).stdout).toContain(`${count} stopped by a failed run`);
    expect((await project().call("retry", run.id, "--essay", "4")).code).toBe(0);
    const { stdout: later } = await project().call("status");
    expect(later).toContain(`default: ${count} waiting (${count} due`);
  });

  it("say of many that are acknowledged how what waits for them goes on", async () => {
    await stopped(1);
    await stopped(2);
    expect((await dead("ack", "--all")).stdout).toBe(
      "2 failures are acknowledged, and 3 runs that wait for them stay stopped: errand retry RUN of what failed resumes them, errand cancel --all RUN ends them. Next: errand status\n",
    );
    await stopped(2);
    expect(await json("ack", "--all")).toMatchObject({ stopped: 2 });
  });

  /** A failed run of a workflow, for which so many others wait. */
  async function stopped(count: number) {
    const { store } = project();
    const first = member({ command: "mail" });
    const rest = Array.from({ length: count }, () => member({ needs: [first] }));
    await store.enqueueWorkflow([first, ...rest], { host: "web-1", now: NOON });
    const hold = { owner: owner(1), leaseUntil: NOON + 9, now: NOON };
    await store.claim({ ...hold, limit: 9 });
    const { run, overlap } = first.job;
    await store.finish(closing((await store.begin({ run, overlap, ...hold })).run, FAILED));
    return { run };
  }

  it.each([
    ["discard", ["--reason", "old"], "discarded"],
    ["ack", [], "acknowledged"],
  ])("name the retry of one, which is queued still: %s", async (verb, words, how) => {
    const run = await die(1);
    await dead("retry", run.id);
    const [again] = await queued();
    expect(await dead(verb, run.id, ...words)).toEqual({
      code: 0,
      stdout: `run ${run.id} is ${how}. Next: errand dead list\n`,
      stderr: `errand: run ${again!.id} repeats it still, and is queued. Next: errand cancel ${shortId(again!.id)}\n`,
    });
    expect(await queued()).toHaveLength(1);
  });

  it("count the retries of many that are not over", async () => {
    for (const essay of [1, 2]) await die(essay);
    await dead("retry", "--all");
    await die(3);
    const [one, other] = await queued();
    const { stdout, stderr } = await dead("discard", "--all", "--reason", "old");
    expect({ stdout, stderr }).toEqual({
      stdout: "3 failures are discarded. Next: errand dead list\n",
      stderr: `errand: 2 of them are repeated still, by run ${one!.id} and run ${other!.id}. Next: errand history --trigger retry --state queued,running\n`,
    });
  });

  it("need to know which, and a discard why", async () => {
    const run = await die(1);
    expect((await dead("ack")).stderr).toContain(
      "needs to know what: a run, a fingerprint, filters or --all",
    );
    expect((await dead("ack", run.id, "--all")).stderr).toContain("not both");
    expect(await dead("discard", run.id)).toMatchObject({
      code: 2,
      stderr: `errand: errand dead discard needs a --reason, for whoever looks later. Next: errand dead discard ${run.id} --reason TEXT\n`,
    });
    expect((await dead("discard", "--all", "--reason", "")).stderr).toContain(
      "Next: errand dead discard --all --reason TEXT\n",
    );
    expect(await closed(run)).toBeNull();
  });

  it.each([
    [
      "nonsense",
      'there is no run "nonsense": give its id, at least four characters of it, or last; nor is it the',
    ],
    ["0123456789", 'there is no run "0123456789"; nor is it the'],
  ])("know nothing by the name of %s, neither run nor fingerprint", async (word, message) => {
    const next = "fingerprint of an open failure. Next: errand dead list\n";
    for (const verb of ["retry", "ack", "show"])
      expect(await dead(verb, word)).toMatchObject({ code: 2, stderr: `errand: ${message} ${next}` });
  });
});

describe("errand retry of a dead run", () => {
  it("closes its failure when it succeeds, with other args too", async () => {
    const run = await die("x");
    expect((await project().call("retry", run.id, "--essay", "4")).code).toBe(0);
    expect(await closed(run)).toMatchObject({ how: "retried" });
    expect(await reread(project().store, run)).toMatchObject({ state: "failed" });
  });

  it("keeps what was edited and does not fit", async () => {
    const run = await die("x");
    const env = { EDITOR: `sed -i 's/"x"/"y"/'` };
    const { code, stderr } = await project().callWith({ env }, "retry", "--edit", run.id);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        new RegExp(`"y" must be .*; what you wrote is kept in .*\\. Next: errand retry --edit ${run.id}\n$`),
      ),
    });
  });

  it("names the way past a run of its command that lives, but only of one that is dead", async () => {
    const [letter, seen] = [await die(1), await die(2)];
    await dead("ack", seen.id);
    const holder = await started(project().store, { command: "mail", key: "mail", now: NOON + 59_000 });
    const said = `run ${letter.id} of mail is a dead letter: a worker can repeat it by the rules of its queue. Next: errand dead retry ${shortId(letter.id)}\n`;
    const { stderr, code } = await project().call("retry", letter.id);
    expect(code).toBe(0);
    expect(stderr).toContain(`Next: errand cancel ${shortId(holder.id)}\nerrand: ${said}`);
    expect((await project().call("retry", seen.id)).stderr).not.toContain("dead retry");
    expect((await project().call("retry", "--quiet", letter.id)).stderr).not.toContain("dead retry");
    await project().store.finish(closing(holder));
    expect((await project().call("retry", letter.id)).stderr).not.toContain("dead retry");
  });
});

it("answers the key of completion with its verbs, flags and kinds", async () => {
  const run = await die(1);
  const complete = async (...words: string[]) =>
    (await project().call("complete", "--", "dead", ...words)).stdout;
  expect(await complete("")).toMatch(/^list\t.*\nshow\t.*\nretry\t.*\ndiscard\t.*\nack\t/);
  expect(await complete("list", "--fing")).toContain("--fingerprint");
  expect(await complete("retry", "")).toContain(`${await kindOf(run)}\tmail, 1: essay 1 is gone`);
});
