import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import contentReport from "../../commands/content-report.ts";
import command from "../../commands/publish-site.ts";
import pushContent from "../../commands/push-content.ts";
import sendPublishNotification from "../../commands/send-publish-notification.ts";
import serializePublishedContent from "../../commands/serialize-published-content.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";
import { temporaryFolder } from "./context.ts";

const hasGit = spawnSync("git", ["--version"]).status === 0;
Object.assign(process.env, { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" });

/** A project folder of its own: the workflow's commands write to where they are. */
function enter(): { content: string; client: TestClient } {
  const home = temporaryFolder();
  const outer = process.cwd();
  process.chdir(home);
  const client = testClient({
    commands: {
      "publish-site": command,
      "content-report": contentReport,
      "serialize-published-content": serializePublishedContent,
      "push-content": pushContent,
      "send-publish-notification": sendPublishNotification,
    },
  });
  onTestFinished(() => {
    process.chdir(outer);
    client.close();
  });
  execFileSync("git", ["init", "--quiet", "--bare", "site.git"], { cwd: home });
  execFileSync("git", ["init", "--quiet"], { cwd: home });
  execFileSync("git", ["remote", "add", "origin", join(home, "site.git")], { cwd: home });
  const content = join(home, "content");
  execFileSync("mkdir", ["-p", content, join(home, "commands/_content")]);
  writeFileSync(join(content, "owl.md"), "---\ntitle: The Owl\nstage: published\n---\nHoo\n");
  writeFileSync(join(home, "commands/_content/subscribers.json"), '["ada@example.org"]');
  return { content, client };
}

const story = async (client: TestClient): Promise<string[]> =>
  (await client.runs()).map((run) => `${run.command} ${run.state}`);

describe.skipIf(!hasGit)("publish-site (needs git)", () => {
  test("reports, makes pages, pushes and tells, one after the other", async () => {
    const { content, client } = enter();
    await client.enqueue(command, { content, notify: ["owl"] });
    const runs = await client.drain();
    expect(runs.map((run) => `${run.command} ${run.state}`)).toEqual([
      "publish-site succeeded",
      "content-report succeeded",
      "serialize-published-content succeeded",
      "push-content succeeded",
      "send-publish-notification succeeded",
    ]);
    expect(readdirSync("reports")).toEqual(["content-report.csv", "content-report.json"]);
    expect(
      execFileSync("git", ["-C", "site.git", "ls-tree", "--name-only", "gh-pages"], { encoding: "utf8" }),
    ).toContain("owl.html\n");
    expect(readdirSync("outbox")).toHaveLength(1);
  });

  test("tells nobody of what could not be pushed, though it is tried again and again", async () => {
    const { content, client } = enter();
    await client.enqueue(command, { content, notify: ["owl"], remote: "git://127.0.0.1:9/site.git" });
    await client.drain();
    const [failed] = await client.failures();
    expect(failed).toMatchObject({ command: "push-content", state: "failed", failures: 6 });
    expect(failed!.error!.message).toMatch(/cannot be reached/);
    expect((await client.runs(sendPublishNotification))[0]).toMatchObject({ startedAt: null });
    expect(existsSync("outbox")).toBe(false);
  });

  test("a dry run says what would be started, and starts nothing", async () => {
    const { client } = enter();
    const { runId } = await client.enqueue(command, { notify: ["owl"], dryRun: true });
    await client.drain();
    expect((await client.output(runId)).stdout).toBe(
      "would start content-report\nwould start serialize-published-content\nwould start push-content\nwould start send-publish-notification owl\n",
    );
    expect(await story(client)).toEqual(["publish-site succeeded"]);
  });
});
