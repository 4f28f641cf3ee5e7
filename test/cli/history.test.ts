import { describe, expect, it } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import { finished, finishedAs, NOON, started } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const HELP = "Next: errand history --help\n";

async function commandsOf(...flags: string[]): Promise<string[]> {
  const { runs } = await project().json("history", ...flags);
  return runs.map(({ command }) => command);
}

describe("the table", () => {
  it("shows runs newest first: when, what, how it went, and why", async () => {
    const first = await finished(project().store, { command: "backup", actor: "grace", trigger: "crontab" });
    const second = await finished(
      project().store,
      { now: NOON + 30_000, dryRun: true },
      { outcome: "failed", exitCode: 3, error: { name: "Error", message: "no\nessays", stack: null } },
    );
    const { stdout, stderr, code } = await project().call("history");
    const [head, ...rows] = stdout.split("\n");
    expect(head?.split(/ +/).filter(Boolean)).toEqual([
      "WHEN",
      "RUN",
      "COMMAND",
      "STATE",
      "TOOK",
      "EXIT",
      "BY",
      "WHY",
    ]);
    expect(rows[0]).toContain(`${shortId(second.id)}  essays:check  failed`);
    expect(rows[0]).toMatch(/30s ago .* failed +1s +3 +ada +dry run: no\\nessays$/);
    expect(rows[1]).toContain(`${shortId(first.id)}  backup        succeeded`);
    expect(rows[1]).toMatch(/1m ago .* succeeded +1s +0 +grace \(crontab\)$/);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  });

  it("shows how far a live run is", async () => {
    const run = await started(project().store, { now: NOON + 50_000 });
    const progress = { done: 3, total: 9, note: "sending" };
    await project().store.heartbeat({ runId: run.id, attempt: 1 }, { leaseUntil: NOON + 90_000, progress });
    expect((await project().call("history")).stdout).toMatch(/running +10s +- +ada +3\/9 sending$/m);
  });

  it("never says running of a run whose lease ran out", async () => {
    await started(project().store);
    const { stdout } = await project().call("history");
    expect(stdout).toMatch(/ lost .*its lease ran out/);
  });

  it.each([40, 80, 120])("fits a terminal of %i columns, whatever it must leave out", async (columns) => {
    await finished(
      project().store,
      { command: "essays:check-stale-drafts-of-all-editors" },
      { reason: "x".repeat(300) },
    );
    const { stdout } = await project().callWith({ columns }, "history");
    const widths = stdout
      .trimEnd()
      .split("\n")
      .map((row) => row.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  it("says which schedule of its command asked", async () => {
    await finished(project().store, { trigger: "schedule", scheduleId: "nightly", scheduledFor: NOON });
    await finished(project().store, { trigger: "schedule", scheduleId: "essays:check", scheduledFor: NOON });
    const { stdout } = await project().call("history");
    expect(stdout.match(/ada \(.*\)/g)).toEqual(["ada (schedule)", "ada (schedule nightly)"]);
  });

  it("shows more of the ids of runs that began in the same millisecond", async () => {
    // As two processes make them that know nothing of each other.
    for (const id of ["019ca945-0a00-75fe-9c00-9445e728b378", "019ca945-0a00-75fe-8f52-4c105e684562"])
      await finished(project().store, { id });
    const { stdout } = await project().call("history");
    const shown = stdout
      .split("\n")
      .slice(1, 3)
      .map((row) => /[0-9a-f]{8}-[0-9a-f-]+/.exec(row)?.[0]);
    expect(shown).toHaveLength(2);
    for (const id of shown) expect(await project().call("show", id ?? "")).toMatchObject({ code: 0 });
  });
});

describe("pages", () => {
  it("say how to get the next one, with the same filters, until there is none", async () => {
    for (let run = 0; run < 5; run += 1) await finishedAs(project().store, "failed");
    const asked = ["history", "--failed", "--search", "essays", "--limit", "2"];
    const first = await project().call(...asked);
    const next = /Next: errand (history --failed --search essays --limit 2 --after (\S+))\n/.exec(
      first.stderr,
    );
    expect(next).not.toBeNull();
    const second = await project().call(...next![1]!.split(" "));
    expect(second.stderr).toContain(
      "errand: there is more. Next: errand history --failed --search essays --limit 2",
    );
    const last = await project().call(...asked, "--after", /--after (\S+)/.exec(second.stderr)![1]!);
    expect(last.stderr).toBe("");
    expect(last.stdout.trimEnd().split("\n")).toHaveLength(2);
  });

  it("give a program the mark of the next one, or null", async () => {
    for (let run = 0; run < 3; run += 1) await finished(project().store);
    const page = await project().json("history", "--limit", "2");
    expect(page).toMatchObject({ v: 1, runs: [{ state: "succeeded" }, {}], next: expect.any(String) });
    expect(await project().json("history", "--limit", "2", "--after", page.next)).toMatchObject({
      runs: [{}],
      next: null,
    });
  });

  it("refuse a mark that no page gave", async () => {
    expect(await project().call("history", "--after", "soon")).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("filters", () => {
  it.each([
    [["--command", "backup"], ["backup"]],
    [["--state", "failed"], ["import"]],
    [
      ["--state", "failed,timed-out"],
      ["export", "import"],
    ],
    [
      ["--state", "failed", "--state", "succeeded"],
      ["import", "backup"],
    ],
    [["--failed"], ["export", "import"]],
    [
      ["--failed", "--state", "succeeded"],
      ["export", "import", "backup"],
    ],
    [["--trigger", "crontab"], ["import"]],
    [["--tag", "nightly"], ["import"]],
    [["--tag", "nightly", "--state", "succeeded"], []],
    [["--queue", "mail"], []],
    [["--since", "45s"], ["export"]],
    [
      ["--until", "45s ago"],
      ["import", "backup"],
    ],
    [["--since", "2026-03-01T12:00:05Z", "--until", "2026-03-01T12:00:15Z"], ["import"]],
    [["--search", "SMTP"], ["export"]],
    [["--arg", "stage=review", "--arg", "mail.to=ada"], ["backup"]],
    [["--arg", "stage=review", "--arg", "mail.to=bob"], []],
    [["--arg", "query=a=b"], ["import"]],
  ])("%j", async (flags, commands) => {
    const { store } = project();
    const args = { stage: "review", mail: { to: "ada" } };
    await finished(store, { command: "backup", args });
    await finishedAs(store, "failed", {
      command: "import",
      trigger: "crontab",
      now: NOON + 10_000,
      args: { query: "a=b" },
      tags: ["nightly"],
    });
    const error = { name: "Error", message: "no SMTP server", stack: null };
    await finished(store, { command: "export", now: NOON + 20_000 }, { outcome: "timed_out", error });
    expect(await commandsOf(...flags)).toEqual(commands);
  });

  it.each([
    [["--state", "broken"], '--state "broken" must be one of queued, running, succeeded, failed, timed_out'],
    [["--trigger", "cron"], '--trigger "cron" must be one of manual, crontab, schedule'],
    [["--since", "soon"], '--since "soon" is no time: give 2d or 90m (ago)'],
    [["--arg", "stage"], '--arg "stage" must be key=value, such as stage=review'],
    [["--limit", "0"], '--limit "0" must be a whole number from 1 to 1000'],
    [["--csv", "--colour"], 'unknown option "--colour"'],
  ])("refuses %j in one line", async (flags, said) => {
    const { code, stdout, stderr } = await project().call("history", ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`errand: ${said}`);
    expect(stderr.endsWith(HELP)).toBe(true);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("does not take two shapes at once", async () => {
    expect(await project().call("history", "--csv", "--json")).toMatchObject({ code: 2 });
  });
});

describe("an empty answer", () => {
  const say = async (...flags: string[]): Promise<string> => {
    const { code, stdout, stderr } = await project().call("history", ...flags);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    return stderr;
  };

  it("is friendly in a new project", async () => {
    expect(await say()).toBe("errand: nothing has run here yet. Next: errand list\n");
    expect(await project().json("history")).toEqual({ v: 1, runs: [], next: null });
    expect((await project().call("history", "--csv")).stdout).toMatch(/^id,[\w,]+\r\n$/);
  });

  it("tells a command that never ran from one that nobody knows", async () => {
    await finished(project().store, { command: "backup" });
    project().write("commands/hello.js", "export default {};");
    expect(await say("--command", "hello")).toBe("errand: hello has not run yet. Next: errand run hello\n");
    expect(await say("--command", "bakcup")).toBe(
      'errand: no command "bakcup" has ever run; did you mean "backup"? Next: errand history --command backup\n',
    );
    expect(await say("--command", "zzz")).toBe(
      'errand: no command "zzz" has ever run. Next: errand history\n',
    );
  });

  it("says so when nothing is like that", async () => {
    await finished(project().store);
    expect(await say("--failed")).toBe("errand: no run is like that. Next: errand history\n");
  });
});
