import { chmodSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import command from "../../commands/check-stale-drafts.ts";
import { run, site, temporaryFolder, type RunOptions } from "./context.ts";
import { startMailServer } from "./mail-server.ts";

const NOW = "2026-03-01T08:00:00Z";

interface Draft {
  updated?: string;
  editor?: string | null;
  stage?: string;
}

function contentOf(drafts: Record<string, Draft>): string {
  const folder = temporaryFolder();
  for (const [
    name,
    { updated = "2026-01-01", editor = "Jo <jo@example.org>", stage = "drafting" },
  ] of Object.entries(drafts)) {
    const matter = [
      `title: The ${name}`,
      `stage: ${stage}`,
      `updated: ${updated}`,
      editor === null ? "" : `editor: ${editor}`,
    ];
    writeFileSync(join(folder, `${name}.md`), `---\n${matter.join("\n")}\n---\nBody\n`);
  }
  return folder;
}

function check(content: string, input: Record<string, unknown> = {}, options: RunOptions = {}) {
  return run(command, { content, outbox: join(content, "outbox"), ...input }, { now: NOW, ...options });
}

const lettersIn = (content: string, folder = "outbox"): string[] => {
  const path = join(content, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".eml")) : [];
};
const read = (content: string, name: string): string => readFileSync(join(content, "outbox", name), "utf8");

describe("check-stale-drafts", () => {
  test("writes each editor one letter about all their essays", async () => {
    const content = contentOf({ owl: {}, fox: {}, elk: { editor: "Sam <sam@example.org>" } });
    const { result, output } = await check(content);
    expect(result).toMatchObject({ found: 3, notified: 2, withoutEditor: 0, unreadable: 0 });
    const letters = lettersIn(content);
    expect(letters).toHaveLength(2);
    const [toJo, toSam] = letters.sort().map((name) => read(content, name));
    expect(toJo).toContain("To: Jo <jo@example.org>");
    expect(toJo).toContain("Subject: 2 essays in drafting waiting for you");
    expect(toJo).toContain("- The owl\r\n  59 days, since 2026-01-01: owl.md");
    expect(toJo).toContain("- The fox");
    expect(toJo).not.toContain("elk");
    expect(toSam).toContain("- The elk");
    expect(output).toContain("59    The owl  jo@example.org   owl.md");
  });

  test.each([
    ["a day short", "2026-02-15T08:00:01Z", "14d", 0],
    ["to the second", "2026-02-15T08:00:00Z", "14d", 1],
    ["with another age", "2026-02-22", "7d", 1],
    ["changed later than now", "2026-04-01", "0s", 0],
  ])("counts the age from scheduledFor: %s", async (_, updated, olderThan, found) => {
    const content = contentOf({ owl: { updated } });
    expect((await check(content, { olderThan })).result).toMatchObject({ found });
  });

  test("looks in the stage it is told, and only there", async () => {
    const content = contentOf({ owl: {}, fox: { stage: "review" }, elk: { stage: "published" } });
    const { output } = await check(content, { stage: "review" });
    expect(output).toContain("fox");
    expect(output).not.toMatch(/owl|elk/);
  });

  test("a dry run tells the same and writes nothing", async () => {
    const content = contentOf({ owl: {}, fox: {} });
    const dry = await check(content, { dryRun: true });
    expect(dry.result).toMatchObject({ found: 2, notified: 0, wouldNotify: 1 });
    expect(dry.logged).toContain("info would notify jo@example.org: 2 essays in drafting waiting for you");
    expect(existsSync(join(content, "outbox"))).toBe(false);
    expect((await check(content)).output).toBe(dry.output);
  });

  test("does not send the same list twice on one day", async () => {
    const content = contentOf({ owl: {} });
    await check(content);
    const [name] = lettersIn(content);
    const first = read(content, name!);
    const again = await check(content, {}, { now: "2026-03-01T23:59:00Z" });
    expect(again.result).toMatchObject({ found: 1, notified: 0, alreadyNotified: 1 });
    expect(again.logged).toContainEqual(
      expect.stringMatching(/^info \S+@\S+ got this letter before: 1 essay in /),
    );
    expect(lettersIn(content)).toEqual([name]);
    expect(read(content, name!)).toBe(first);
  });

  test.each([
    ["on the next day", {}, { now: "2026-03-02T08:00:00Z" }],
    ["about a longer list", { olderThan: "1d" }, {}],
  ])("sends again %s", async (_, input, options) => {
    const content = contentOf({ owl: {}, fox: { updated: "2026-02-25" } });
    await check(content);
    expect((await check(content, input, options)).result).toMatchObject({ notified: 1, alreadyNotified: 0 });
    expect(lettersIn(content)).toHaveLength(2);
  });

  test("the same letter is the same bytes", async () => {
    const [one, other] = [contentOf({ owl: {} }), contentOf({ owl: {} })];
    await check(one);
    await check(other);
    expect(lettersIn(one)).toEqual(lettersIn(other));
    expect(read(one, lettersIn(one)[0]!)).toBe(read(other, lettersIn(other)[0]!));
  });

  test.each(["jo@example.org", "JO@EXAMPLE.ORG", "Jo", "jo"])("takes --editor %s for Jo", async (editor) => {
    const content = contentOf({ owl: {}, elk: { editor: "Sam <sam@example.org>" } });
    expect((await check(content, { editor })).output).toMatch(/owl/);
    expect((await check(content, { editor })).output).not.toMatch(/elk/);
  });

  test("names the editors there are when it knows none of that name", async () => {
    const content = contentOf({ owl: {}, elk: { editor: "Sam <sam@example.org>" } });
    await expect(check(content, { editor: "Joe" })).rejects.toThrow(
      'no essay has the editor "Joe"; editors are jo@example.org, sam@example.org',
    );
  });

  test("reports an essay that nobody can be written to about", async () => {
    const content = contentOf({
      owl: { editor: null },
      fox: { editor: "Jo" },
      elk: { editor: '"Jo <jo@example.org, x@y.z>"' },
    });
    const { result, logged } = await check(content);
    expect(result).toMatchObject({ found: 3, notified: 0, withoutEditor: 3 });
    expect(logged).toContain("warn owl.md has no editor with an e-mail address: nobody is notified");
  });

  test("a broken file is a warning with its line, and stops no other", async () => {
    const content = contentOf({ owl: {} });
    writeFileSync(join(content, "bad.md"), "---\ntitle: x\nupdated: soon\n---\n");
    writeFileSync(join(content, "binary.md"), Buffer.from([0xff, 0xfe, 0x00]));
    const { result, logged } = await check(content);
    expect(result).toMatchObject({ found: 1, notified: 1, unreadable: 2 });
    expect(logged[0]).toMatch(/^warn .*bad\.md:3: updated: "soon" is not a date such as .*; left out$/);
    expect(logged[1]).toMatch(/binary\.md:1: the file is not UTF-8 text; left out$/);
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read is a warning", async () => {
    const content = contentOf({ owl: {}, fox: {} });
    chmodSync(join(content, "fox.md"), 0);
    expect((await check(content)).result).toMatchObject({ found: 1, unreadable: 1 });
  });

  test("goes by the file's own time when front matter has no date", async () => {
    const content = temporaryFolder();
    writeFileSync(join(content, "owl.md"), "---\nstage: drafting\neditor: jo@example.org\n---\n");
    utimesSync(join(content, "owl.md"), new Date("2026-02-10"), new Date("2026-02-10"));
    expect((await check(content, { olderThan: "19d" })).result).toMatchObject({ found: 1 });
    expect((await check(content, { olderThan: "20d" })).result).toMatchObject({ found: 0 });
  });

  test("a title cannot drive the terminal or forge a header", async () => {
    const content = temporaryFolder();
    const title = JSON.stringify("x\u001b[2J\r\nBcc: all@example.org");
    const editor = JSON.stringify("Jo\r\nBcc: all@example.org");
    const matter = `title: ${title}\nstage: drafting\nupdated: 2025-01-01\neditor: { name: ${editor}, email: jo@example.org }`;
    writeFileSync(join(content, "owl.md"), `---\n${matter}\n---\n`);
    const { output } = await check(content);
    expect(output).not.toContain("\u001b");
    expect(output.trimEnd().split("\n")).toHaveLength(2);
    expect(read(content, lettersIn(content)[0]!)).not.toMatch(/^Bcc:/m);
  });

  test.each([
    [
      "a folder that is missing",
      "gone",
      'content folder ".*gone" does not exist; name one with --content DIR',
    ],
    ["a file", "owl.md", 'content folder ".*owl.md" is a file'],
  ])("refuses %s", async (_, name, message) => {
    const content = contentOf({ owl: {} });
    await expect(check(join(content, name))).rejects.toThrow(
      expect.objectContaining({ name: "CommandError", message: expect.stringMatching(message) }),
    );
  });

  test("says so when nothing is stale", async () => {
    expect((await check(contentOf({ owl: { updated: "2026-02-28" } }))).output).toBe("No stale essays.\n");
  });

  test("stops at once when it is aborted", async () => {
    const content = contentOf({ owl: {}, fox: {} });
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error("enough"));
    await expect(check(content, {}, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
    expect(lettersIn(content)).toEqual([]);
  });

  test("one line says why the outbox cannot be written", async () => {
    const content = contentOf({ owl: {} });
    writeFileSync(join(content, "outbox"), "a file");
    await expect(check(content)).rejects.toThrow(
      /could not notify jo@example\.org \(cannot write .*outbox.*\)/,
    );
  });
});

describe("check-stale-drafts with a mail server", () => {
  test("sends over one connection, keeps copies, and does not send twice", async () => {
    const mail = await startMailServer();
    const content = contentOf({ owl: {}, elk: { editor: "Sam <sam@example.org>" } });
    const input = { smtpUrl: mail.url, from: "Desk <desk@example.org>" };
    expect((await check(content, input)).result).toMatchObject({ notified: 2 });
    expect(mail.connections).toBe(1);
    expect(mail.received.map(({ from, to }) => [from, to])).toEqual([
      ["desk@example.org", "jo@example.org"],
      ["desk@example.org", "sam@example.org"],
    ]);
    expect(mail.received[0]!.data).toContain("From: Desk <desk@example.org>");
    expect(lettersIn(content, "outbox/sent")).toHaveLength(2);
    expect((await check(content, input)).result).toMatchObject({ notified: 0, alreadyNotified: 2 });
    expect(mail.received).toHaveLength(2);
  });

  test("a refused editor keeps back no other, and only that one is tried again", async () => {
    const mail = await startMailServer({ refuse: ["jo@example.org"] });
    const content = contentOf({ owl: {}, elk: { editor: "Sam <sam@example.org>" } });
    const failing = check(content, { smtpUrl: mail.url });
    await expect(failing).rejects.toThrow(
      /notified 1, but could not notify jo@example\.org \(.*550 no such mailbox.*\)/,
    );
    expect(mail.received.map(({ to }) => to)).toEqual(["sam@example.org"]);
    expect(lettersIn(content, "outbox/sent")).toHaveLength(1);
  });

  test("a server that is not there is one line", async () => {
    const content = contentOf({ owl: {} });
    await expect(check(content, { smtpUrl: "smtp://127.0.0.1:1" })).rejects.toThrow(/ECONNREFUSED/);
    expect(lettersIn(content, "outbox/sent")).toEqual([]);
  });

  test("a server that never answers does not outlive an abort", async () => {
    const mail = await startMailServer({ silent: true });
    const controller = new AbortController();
    const checking = check(contentOf({ owl: {} }), { smtpUrl: mail.url }, { signal: controller.signal });
    await expect.poll(() => mail.connections).toBe(1);
    controller.abort(new Error("enough"));
    await expect(checking).rejects.toThrow("enough");
  });

  test("a dry run does not connect", async () => {
    const mail = await startMailServer();
    await check(contentOf({ owl: {} }), { smtpUrl: mail.url, dryRun: true });
    expect(mail.connections).toBe(0);
  });

  test.each(["mail.example.org", "https://mail.example.org", ""])(
    "refuses %j for a server",
    async (smtpUrl) => {
      await expect(check(contentOf({}), { smtpUrl })).rejects.toThrow("must be a URL such as smtp://");
    },
  );
});

describe("check-stale-drafts in other people's sites", () => {
  const found = async (name: string, input: Record<string, unknown> = {}): Promise<string[]> => {
    const { output } = await run(
      command,
      { content: site(name), dryRun: true, olderThan: "0s", ...input },
      { now: NOW },
    );
    return output
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(/ {2,}/).slice(1).join("|"));
  };

  test("Hugo: TOML, JSON and YAML, bundles, archetypes and lists left out", async () => {
    expect(await found("hugo")).toEqual([
      "A Note in JSON {with braces}|pia@example.org|content/notes/json-note.md",
      "Small Tools|Wren@example.org|content/posts/small-tools.md",
    ]);
  });

  test("Hugo: mistakes are told with their lines", async () => {
    const { logged, result } = await run(command, { content: site("hugo"), dryRun: true }, { now: NOW });
    expect(result).toMatchObject({ unreadable: 2 });
    expect(logged[0]).toMatch(/content\/notes\/broken\.md:4: Invalid TOML document: .*; left out$/);
    expect(logged[1]).toMatch(/content\/notes\/impossible-day\.md:3: lastmod: "2024-02-31" is not a date/);
  });

  test("Jekyll: what is in _drafts or not published, dated by name or by file", async () => {
    const files = (await found("jekyll", { olderThan: "0s" })).map((row) => row.split("|").at(-1));
    const dated = "_posts/2024-03-02-seed-swap.markdown";
    // The two drafts have no date but that of their file, which is that of the checkout.
    expect(files).toContain(dated);
    const later = await run(
      command,
      { content: site("jekyll"), dryRun: true },
      { now: "2100-01-01T00:00:00Z" },
    );
    expect(later.result).toMatchObject({ found: 3, withoutEditor: 1, wouldNotify: 1 });
  });

  test("Astro: drafts and names that begin with an underscore", async () => {
    expect(await found("astro")).toEqual([
      "Unfinished|lou@example.com|src/content/blog/_unfinished.md",
      "Second Post|lou@example.com|src/content/blog/second-post.md",
    ]);
  });
});

test("the essays that come with errand have something to find on any day from 2026 on", async () => {
  const content = join(import.meta.dirname, "../../commands/_content");
  for (const now of ["2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z"]) {
    const { result } = await run(command, { content, dryRun: true }, { now });
    expect(result).toEqual({
      found: 4,
      notified: 0,
      alreadyNotified: 0,
      wouldNotify: 3,
      withoutEditor: 0,
      unreadable: 0,
    });
  }
});
