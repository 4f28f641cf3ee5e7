import { beforeEach, describe, expect, it } from "vitest";
import { startHttpServer } from "../notify/http-server.ts";
import { finished, NOON } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();

function configure(...rules: string[]): void {
  project().write("errand.config.js", `export default { notify: [${rules.join(", ")}] };`);
}

const slack = (url: string): string => `{ commands: "nightly-*", to: { slack: { url: "${url}/T0/token" } } }`;

async function listed(): Promise<string> {
  return (await project().call("notify", "list")).stdout;
}

describe("notify list", () => {
  it("says how to begin where nobody is told of anything", async () => {
    expect(await listed()).toMatch(/^nobody is told of anything.*Next: add notify/);
  });

  it("shows who is told of what, and nothing secret", async () => {
    configure(slack("https://hooks.slack.com"));
    const text = await listed();
    expect(text).toMatch(
      /slack-[0-9a-f]{8} +slack at hooks.slack.com +nightly-\* +failure, recovered, overdue/,
    );
    expect(text).not.toContain("token");
    expect((await project().call("notify", "list", "--json")).stdout).not.toContain("token");
  });

  it("shows what goes on, what rests, and how notices fared", async () => {
    configure(slack("https://hooks.slack.com"));
    const facts = { message: "it failed", at: NOON, run: null, streak: null, next: "errand history" };
    const streak = { command: "nightly-backup", kind: "failure", beganAt: NOON, lastRunId: null } as const;
    const notice = {
      id: "n",
      kind: "failure",
      command: "nightly-backup",
      runId: null,
      channel: "slack-1",
    } as const;
    await project().store.tell({
      ...{ taken: [], ended: [], inTime: [], now: NOON },
      streaks: [
        { ...streak, count: 3, told: [] },
        { ...streak, command: "once", count: 1, told: [] },
      ],
      notices: [{ ...notice, facts }],
    });
    await project().store.claimNotices({
      ...{ channel: "slack-1", now: NOON, leaseUntil: NOON + 1, limit: 1 },
    });
    const fared = { sentAt: null, error: "it answered 500", retryAt: null };
    await project().store.settleNotice({ id: "n", tries: 1, ...fared });
    await project().call("notify", "snooze", "nightly-*", "--for", "2h");
    const text = await listed();
    expect(text).toContain("nightly-backup: 3 failures since 1m ago, told to nobody");
    expect(text).toContain("once: 1 failure since 1m ago");
    expect(text).toMatch(/nightly-\* until .*, by /);
    expect(text).toContain("given up after 1 try: it answered 500");
  });
});

it("notify list names rules and expectations that fit no command", async () => {
  await finished(project().store, { command: "nightly-backup" });
  const to = `to: { webhook: { url: "https://example.com", secret: "0123456789abcdef" } }`;
  project().write(
    "errand.config.js",
    `export default { notify: [{ commands: "nightly-bakcup", ${to} }, { commands: "nightly-*", ${to} }],
      expect: [{ command: "nope", within: "1d" }, { command: "nightly-backup", within: "1d" }] };`,
  );
  expect(await listed()).toContain(`of no command that there is
  notify: commands "nightly-bakcup"; did you mean "nightly-backup"?
  expect: command "nope"
`);
});

describe("notify snooze and wake", () => {
  beforeEach(() => finished(project().store, { command: "nightly-backup" }));

  it.each([
    [["snooze", "nightly-bakcup", "--for", "1h"], "errand notify snooze nightly-backup --for 2h"],
    [["wake", "nightly-bakcup"], "errand notify wake nightly-backup"],
  ])("%j of what no command is called is refused", async (words, next) => {
    const { code, stderr } = await project().call("notify", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `there is no command "nightly-bakcup" to ${words[0]}; did you mean "nightly-backup"? Next: ${next}`,
    );
    expect(await project().store.snoozes(NOON + 60_000)).toEqual([]);
  });

  it("take the pattern of a rule whose commands have not run yet", async () => {
    configure(slack("https://hooks.slack.com").replace("nightly", "hourly"));
    expect((await project().call("notify", "snooze", "hourly-*", "--for", "2h")).code).toBe(0);
  });

  it("say which pattern keeps a command quiet that is woken", async () => {
    await project().call("notify", "snooze", "nightly-*", "--for", "2h");
    const wake = async () => (await project().call("notify", "wake", "nightly-backup")).stdout;
    const rest =
      /but nightly-\* keeps it quiet until \d\d:\d\d:00\. Next: errand notify wake 'nightly-\*'\n$/;
    expect(await wake()).toMatch(new RegExp(`^nightly-backup was not snoozed itself, ${rest.source}`));
    await project().call("notify", "snooze", "nightly-backup", "--for", "1h");
    expect(await wake()).toMatch(new RegExp(`^the snooze of nightly-backup is over, ${rest.source}`));
  });

  it("begin and end a time of silence, and leave a note of it", async () => {
    const { stdout } = await project().call("notify", "snooze", "nightly-backup", "--for", "2h");
    expect(stdout).toMatch(
      /^nothing is told of nightly-backup until \d\d:01:00, except that it works again\. Next: /,
    );
    expect(await project().store.snoozes(NOON + 60_000)).toMatchObject([{ pattern: "nightly-backup" }]);
    expect((await project().call("notify", "wake", "nightly-backup")).stdout).toContain("is told of again");
    expect((await project().call("notify", "wake", "nightly-backup")).stdout).toContain("was not snoozed");
    expect(await project().store.snoozes(project().clock.now())).toEqual([]);
  });

  it.each([
    [["snooze", "a b", "--for", "2h"], '"a b" must be a command, or a pattern such as "nightly-*"'],
    [["snooze", "a", "--for", "soon"], "--for"],
    [["snoze", "a"], 'there is no notify verb "snoze"; did you mean "snooze"?'],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await project().call("notify", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("notify test", () => {
  it("sends now, and says what came of it", async () => {
    const good = await startHttpServer();
    const bad = await startHttpServer((_, response) => void response.writeHead(404).end());
    configure(slack(good.url), slack(bad.url), slack(good.url));
    const { code, stdout } = await project().call("notify", "test", "slack");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^slack-\w+ \(slack at \S+\) took it\nslack-\w+ .* did not take it: it answered 404$/m,
    );
    expect(good.heard).toHaveLength(1);
  });

  it("knows only channels of the config", async () => {
    configure(slack("https://hooks.slack.com"));
    const { code, stderr } = await project().call("notify", "test", "email");
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no channel "email"; there are slack-\w+\. Next: errand notify list/);
  });
});

describe("status", () => {
  it("shows who is overdue, and with --strict that is a failure", async () => {
    project().write("errand.config.js", 'export default { expect: [{ command: "backup", within: "1h" }] };');
    await project().call("tick");
    expect((await project().call("status", "--strict")).code).toBe(0);
    await project().clock.advance(3_600_001);
    const { code, stdout } = await project().call("status", "--strict");
    expect(code).toBe(1);
    expect(stdout).toContain("overdue\n  backup never succeeded, expected every 1h since 1h ago");
  });
});
