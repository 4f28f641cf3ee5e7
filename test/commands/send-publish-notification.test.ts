import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import command from "../../commands/send-publish-notification.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { testClient } from "../../src/testing/test-client.ts";
import { temporaryFolder } from "./context.ts";
import { startMailServer } from "./mail-server.ts";

/** A content folder with one published essay and one draft, and its subscribers. */
function desk(subscribers: unknown = ["Ada <ada@example.org>", "Bo <bo@example.org>"]) {
  const content = temporaryFolder();
  const outbox = join(content, "outbox");
  const file = join(content, "subscribers.json");
  writeFileSync(join(content, "owl.md"), "---\ntitle: The Owl\nstage: published\n---\nHoo\n");
  writeFileSync(join(content, "fox.md"), "---\ntitle: The Fox\nstage: drafting\n---\nYip\n");
  writeFileSync(file, typeof subscribers === "string" ? subscribers : JSON.stringify(subscribers));
  return { args: { content, outbox, subscribers: file, essayId: "owl" }, outbox };
}

const lettersIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

describe("send-publish-notification", () => {
  test("writes each subscriber a letter, with a link where it knows the site", async () => {
    const { args, outbox } = desk();
    const { result, output } = await runCommand(command, { ...args, siteUrl: "https://essays.example.org" });
    expect(result).toEqual({ notified: 2, alreadyNotified: 0, wouldNotify: 0 });
    expect(output.stdout).toBe("The Owl: 2 subscribers, 2 notified\n");
    const letter = readFileSync(join(outbox, lettersIn(outbox)[0]!), "utf8");
    expect(letter).toContain("To: Ada <ada@example.org>");
    expect(letter).toContain("Subject: New: The Owl");
    expect(letter).toContain("https://essays.example.org/owl.html");
  });

  test("another run sends the same to nobody again", async () => {
    const { args, outbox } = desk();
    await runCommand(command, args);
    const { result, output } = await runCommand(command, args);
    expect(result).toMatchObject({ notified: 0, alreadyNotified: 2 });
    expect(output.log).toContain("ada@example.org got this letter before: New: The Owl");
    expect(lettersIn(outbox)).toHaveLength(2);
  });

  test("a dry run says who would be told, and tells nobody", async () => {
    const { args, outbox } = desk();
    const { result } = await runCommand(command, { ...args, dryRun: true });
    expect(result).toMatchObject({ notified: 0, wouldNotify: 2 });
    expect(lettersIn(outbox)).toEqual([]);
  });

  test("two spellings of an address are one subscriber", async () => {
    const { args } = desk(["ada@example.org", { name: "Ada", email: "ADA@example.org" }]);
    expect((await runCommand(command, args)).result).toMatchObject({ notified: 1 });
  });

  test("in the background, a next attempt sends only what is still owed, though the outbox be lost", async () => {
    const server = await startMailServer({ refuse: ["bo@example.org"] });
    const { args, outbox } = desk();
    const env = { SMTP_URL: server.url };
    const client = testClient({ commands: { "send-publish-notification": command }, env });
    onTestFinished(() => client.close());
    const { runId } = await client.enqueue(command, args);
    await client.drain({ until: client.clock.now() });
    expect(await client.find(runId)).toMatchObject({ state: "queued", queue: "mail", failures: 1 });
    rmSync(outbox, { recursive: true });
    await client.drain();
    expect(await client.find(runId)).toMatchObject({ state: "failed", failures: 5 });
    const told = server.received.filter(({ to }) => to.includes("ada@example.org"));
    expect(told).toHaveLength(1);
  });

  test.each([
    ["is a draft", "fox", 'essay "fox" is in drafting: nobody can read it yet'],
    ["is not there", "elk", /^no essay "elk" in .*; published are owl$/],
  ])("an essay that %s is not tried again", async (_, essayId, message) => {
    const { args } = desk();
    const client = testClient({ commands: { "send-publish-notification": command } });
    onTestFinished(() => client.close());
    await client.enqueue(command, { ...args, essayId });
    const [run] = await client.drain();
    expect(run).toMatchObject({ state: "failed", failures: 1 });
    expect(run!.error!.message).toMatch(message);
  });

  test.each([
    ["no list", "{}", /must hold a JSON list/],
    ["no JSON", "ada@", /cannot read subscribers: .*--subscribers/],
    ["an entry without an address", ["Ada"], /entry 1, "Ada", has no e-mail address/],
  ])("says what is wrong with subscribers that are %s", async (_, subscribers, message) => {
    const { run } = await runCommand(command, desk(subscribers).args);
    expect(run.error!.message).toMatch(message);
  });
});
