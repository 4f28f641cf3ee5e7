import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import command from "../../commands/serialize-published-content.ts";
import { run, site, temporaryFolder, type RunOptions } from "./context.ts";

class Site {
  readonly content = temporaryFolder();
  readonly out = join(temporaryFolder(), "public");

  put(file: string, matter: Record<string, unknown> = {}, body = "Hello *there*.\n"): void {
    const data = { title: file, stage: "published", updated: "2026-01-01", ...matter };
    mkdirSync(join(this.content, file, ".."), { recursive: true });
    writeFileSync(join(this.content, file), `${JSON.stringify(data)}\n${body}`);
  }

  build(input: Record<string, unknown> = {}, options: RunOptions = {}) {
    return run(command, { content: this.content, out: this.out, ...input }, options);
  }

  read(file: string): string {
    return readFileSync(join(this.out, file), "utf8");
  }

  json(file: string): Record<string, unknown> {
    return JSON.parse(this.read(file)) as Record<string, unknown>;
  }

  files(): string[] {
    if (!existsSync(this.out)) return [];
    const entries = readdirSync(this.out, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.out.length + 1))
      .sort();
  }

  /** Every file of the site with its content and its time. */
  state(): [string, string, number][] {
    return this.files().map((file) => [file, this.read(file), statSync(join(this.out, file)).mtimeMs]);
  }
}

describe("serialize-published-content", () => {
  test("makes a page and a JSON file of each published essay, and a list of all", async () => {
    const site = new Site();
    site.put("owl.md", { editor: { name: "Jo", email: "jo@example.org" }, tags: ["bird"] });
    site.put("notes/fox.md", { updated: "2026-02-01" });
    site.put("elk.md", { stage: "drafting" });
    const { result, output } = await site.build();
    expect(result).toEqual({ published: 2, unchanged: 0, written: 2, removed: 0, unreadable: 0 });
    expect(output).toBe(`${site.out}: 2 published, wrote 2, removed 0\n`);
    expect(site.files()).toEqual([
      ".manifest.json",
      "index.html",
      "index.json",
      "notes/fox.html",
      "notes/fox.json",
      "owl.html",
      "owl.json",
    ]);
    expect(site.read("owl.html")).toContain("<p>Hello <em>there</em>.</p>");
    expect(site.json("owl.json")).toEqual({
      path: "owl",
      title: "owl.md",
      editor: "Jo",
      updated: "2026-01-01T00:00:00.000Z",
      tags: ["bird"],
      html: "<p>Hello <em>there</em>.</p>\n",
    });
    expect(site.json("index.json")["essays"]).toMatchObject([{ path: "notes/fox" }, { path: "owl" }]);
    expect(site.read("index.html")).toContain('<a href="notes/fox.html">notes/fox.md</a>');
  });

  test("tells readers no e-mail address", async () => {
    const site = new Site();
    site.put("owl.md", { editor: { name: "Jo", email: "jo@example.org" } });
    await site.build();
    for (const file of site.files()) expect(site.read(file)).not.toContain("jo@example.org");
  });

  test("touches nothing when nothing changed", async () => {
    const site = new Site();
    site.put("owl.md");
    await site.build();
    for (const file of site.files()) utimesSync(join(site.out, file), 1, 1);
    const before = site.state().filter(([file]) => file !== ".manifest.json");
    expect((await site.build()).result).toMatchObject({ published: 1, unchanged: 1, written: 0, removed: 0 });
    expect(site.state().filter(([file]) => file !== ".manifest.json")).toEqual(before);
  });

  test.each([
    ["its words", { body: "Other words.\n" }],
    ["its title", { title: "New" }],
    ["its tags", { tags: ["x"] }],
    ["its date", { updated: "2026-02-02" }],
    ["its editor", { editor: "Sam" }],
  ])(
    "writes only the page that changed: %s",
    async (_, { body, ...matter }: Record<string, unknown> & { body?: string }) => {
      const site = new Site();
      site.put("owl.md");
      site.put("fox.md");
      await site.build();
      const fox = statSync(join(site.out, "fox.html")).ino;
      site.put("owl.md", matter, body);
      expect((await site.build()).result).toMatchObject({ unchanged: 1, written: 1 });
      expect(statSync(join(site.out, "fox.html")).ino).toBe(fox);
    },
  );

  test("writes again what somebody deleted", async () => {
    const site = new Site();
    site.put("owl.md");
    await site.build();
    rmSync(join(site.out, "owl.json"));
    expect((await site.build()).result).toMatchObject({ written: 1 });
    expect(site.files()).toContain("owl.json");
  });

  test("--force writes every page", async () => {
    const site = new Site();
    site.put("owl.md");
    await site.build();
    expect((await site.build({ force: true })).result).toMatchObject({ written: 1, unchanged: 0 });
  });

  test("removes the pages of essays that are no longer published, and folders left empty", async () => {
    const site = new Site();
    site.put("owl.md");
    site.put("notes/fox.md");
    site.put("elk.md");
    await site.build();
    site.put("owl.md", { stage: "review" });
    rmSync(join(site.content, "notes/fox.md"));
    site.put("elk.md", { slug: "moose" });
    expect((await site.build()).result).toMatchObject({ published: 1, written: 1, removed: 3 });
    expect(site.files()).toEqual([".manifest.json", "index.html", "index.json", "moose.html", "moose.json"]);
    expect(existsSync(join(site.out, "notes"))).toBe(false);
  });

  test("keeps the page of an essay that is broken just now", async () => {
    const site = new Site();
    site.put("owl.md");
    await site.build();
    writeFileSync(join(site.content, "owl.md"), "---\ntitle: [\n---\n");
    expect((await site.build()).result).toMatchObject({ published: 0, removed: 0, unreadable: 1 });
    expect(site.files()).toContain("owl.html");
    rmSync(join(site.content, "owl.md"));
    expect((await site.build()).result).toMatchObject({ removed: 1 });
  });

  test("a dry run says what would change and changes nothing", async () => {
    const site = new Site();
    site.put("owl.md");
    expect((await site.build({ dryRun: true })).result).toEqual({
      published: 1,
      unchanged: 0,
      wouldWrite: 1,
      wouldRemove: 0,
      unreadable: 0,
    });
    expect(site.files()).toEqual([]);
    await site.build();
    const before = site.state();
    site.put("owl.md", { stage: "drafting" });
    const { result, logged } = await site.build({ dryRun: true });
    expect(result).toMatchObject({ wouldRemove: 1 });
    expect(logged).toContain("info would remove owl.html and .json");
    expect(site.state()).toEqual(before);
  });

  test("escapes what front matter says wherever it stands", async () => {
    const site = new Site();
    const evil = `</title><script>alert("1")</script>`;
    site.put("owl.md", { title: evil, editor: evil });
    await site.build();
    for (const file of ["owl.html", "index.html"]) {
      expect(site.read(file)).not.toContain("<script>");
      expect(site.read(file)).toContain("&lt;script&gt;");
    }
  });

  test.each([
    ["a way out", "../../owl", 'owl.md:1: slug "../../owl" must be letters and digits'],
    ["a path", "/etc/owl", 'slug "/etc/owl" must be'],
    ["the list's name", "index", 'slug "index" is taken by the list of essays'],
  ])("refuses %s for a slug, and writes nothing", async (_, slug, message) => {
    const site = new Site();
    site.put("fox.md");
    site.put("owl.md", { slug });
    await expect(site.build()).rejects.toThrow(message);
    expect(site.files()).toEqual([]);
  });

  test.each([
    ["one", "one"],
    ["One", "oNE"],
    ["\u00e9t\u00e9", "e\u0301te\u0301".normalize("NFC").toUpperCase()],
  ])("refuses two essays that want %s and %s, naming both", async (a, b) => {
    const site = new Site();
    site.put("fox.md", { slug: a });
    site.put("owl.md", { slug: b });
    await expect(site.build()).rejects.toThrow(
      /owl\.md:1: .* is already the page of fox\.md; give one of them another slug/,
    );
  });

  test("tells all faults at once", async () => {
    const site = new Site();
    site.put("fox.md", { slug: "../a" });
    site.put("owl.md", { slug: "../b" });
    await expect(site.build()).rejects.toThrow(/fox\.md.*; owl\.md/);
  });

  test.each(["owl.html", "owl.json", "index.html"])("does not overwrite somebody else's %s", async (file) => {
    const site = new Site();
    site.put("owl.md");
    mkdirSync(site.out, { recursive: true });
    writeFileSync(join(site.out, file), "theirs");
    await expect(site.build()).rejects.toThrow(`${join(site.out, file)} was not written by this command`);
    expect(site.files()).toEqual([file]);
    await site.build({ force: true });
    expect(site.read(file)).not.toBe("theirs");
  });

  test("after a kill in the middle the next run knows its own files and finishes", async () => {
    const site = new Site();
    site.put("fox.md");
    site.put("owl.md");
    const controller = new AbortController();
    let steps = 0;
    const onProgress = (): void => {
      // Two essays read, then the first page written.
      if (++steps === 3) controller.abort(new Error("enough"));
    };
    await expect(site.build({}, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
    expect(site.files()).toEqual([".manifest.json", "fox.html", "fox.json"]);
    expect((await site.build()).result).toMatchObject({ published: 2, written: 2 });
    expect(site.files().filter((file) => file.includes("tmp"))).toEqual([]);
  });

  test.each(["{", "[]", '{"v":1,"pages":{"../../etc/x":{"source":"a.md","hash":null}}}'])(
    "refuses the manifest %j, and --force makes a new one",
    async (manifest) => {
      const site = new Site();
      site.put("owl.md");
      mkdirSync(site.out, { recursive: true });
      writeFileSync(join(site.out, ".manifest.json"), manifest);
      await expect(site.build()).rejects.toThrow(
        ".manifest.json is not a manifest of this command; --force writes everything anew",
      );
      expect((await site.build({ force: true })).result).toMatchObject({ written: 1 });
    },
  );

  test("one line says why the folder cannot be written", async () => {
    const site = new Site();
    site.put("owl.md");
    writeFileSync(site.out, "a file");
    await expect(site.build()).rejects.toThrow(
      expect.objectContaining({ name: "CommandError", message: expect.stringMatching(/^cannot write /) }),
    );
  });
});

describe("serialize-published-content of other people's sites", () => {
  test.each([
    ["hugo", ["posts/slow-software"]],
    ["jekyll", ["first-frost"]],
    ["astro", ["blog/first-post"]],
  ])("%s", async (name, paths) => {
    const out = join(temporaryFolder(), "public");
    await run(command, { content: site(name), out });
    const index = JSON.parse(readFileSync(join(out, "index.json"), "utf8")) as { essays: { path: string }[] };
    expect(index.essays.map(({ path }) => path)).toEqual(paths);
    for (const path of paths) expect(existsSync(join(out, `${path}.html`))).toBe(true);
  });

  test("says that it leaves MDX out", async () => {
    const { logged } = await run(command, { content: site("astro"), dryRun: true, out: temporaryFolder() });
    expect(logged).toContain(
      "warn src/content/blog/using-mdx.mdx is MDX, which needs the site's own components; left out",
    );
  });
});

test("the essays that come with errand make a site", async () => {
  const content = join(import.meta.dirname, "../../commands/_content");
  const { result } = await run(command, { content, out: join(temporaryFolder(), "public") });
  expect(result).toMatchObject({ published: 3, written: 3, unreadable: 0 });
});
