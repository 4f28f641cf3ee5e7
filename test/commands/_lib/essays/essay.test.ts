import { describe, expect, test } from "vitest";
import { readEssay, type Essay } from "../../../../commands/_lib/essays/essay.ts";
import { FrontMatterFault } from "../../../../commands/_lib/essays/front-matter.ts";

const MODIFIED = Date.parse("2026-01-02T03:04:05Z");

function read(yaml: string, file = "essay.md"): Essay | undefined {
  return readEssay({ file, text: `---\n${yaml}\n---\nBody\n`, modifiedAt: MODIFIED });
}

const day = (essay: Essay | undefined): string => new Date(essay!.updatedAt).toISOString().slice(0, 10);

describe("the stage of an essay", () => {
  test.each([
    ["stage: review", "a.md", "review"],
    ["stage: published\ndraft: true", "a.md", "published"],
    ["draft: true", "a.md", "drafting"],
    ["draft: yes", "a.md", "drafting"],
    ["Draft: true", "a.md", "drafting"],
    ["draft: false", "_drafts/a.md", "published"],
    ["published: false", "_posts/a.md", "drafting"],
    ["published: no", "_posts/a.md", "drafting"],
    ["published: 2026-01-01", "posts/a.md", "published"],
    ["title: x", "blog/_drafts/a.md", "drafting"],
    ["title: x", "src/content/blog/_a.md", "drafting"],
    ["title: x", "_recipes/a.md", "published"],
    ["params: { stage: review }", "a.md", "review"],
    ["title: x", "a.md", "published"],
  ])("%j in %s is %s", (yaml, file, stage) => {
    expect(read(yaml, file)?.stage).toBe(stage);
  });
});

describe("the last change of an essay", () => {
  test.each([
    ["date: 2025-01-01\nupdated: 2025-02-01", "2025-02-01"],
    ["date: 2025-01-01\nlastmod: 2025-02-01", "2025-02-01"],
    ["date: 2025-01-01\nlast_modified_at: 2025-02-01", "2025-02-01"],
    ["pubDate: 2025-01-01\nupdatedDate: 2025-02-01", "2025-02-01"],
    ["pubDate: 2025-01-01", "2025-01-01"],
    ["updated:\ndate: 2025-01-01", "2025-01-01"],
    ["title: x", "2026-01-02"],
  ])("of %j is %s", (yaml, expected) => {
    expect(day(read(yaml))).toBe(expected);
  });

  test("is the date of a Jekyll file's name when front matter has none", () => {
    expect(day(read("title: x", "_posts/2024-03-02-seed-swap.md"))).toBe("2024-03-02");
  });
});

describe("an essay", () => {
  test("takes its title from the name of the file when it has none", () => {
    expect(read("draft: true", "_posts/2024-03-02-seed-swap.md")?.title).toBe("seed-swap");
    expect(read("draft: true", "posts/slow-software/index.md")?.title).toBe("slow-software");
  });

  test("has the author for an editor when it names no editor", () => {
    expect(read("author: Jo <jo@example.org>\neditor: Sam <sam@example.org>")?.editor?.name).toBe("Sam");
    expect(read("author: Jo <jo@example.org>")?.editor?.name).toBe("Jo");
    expect(read("title: x")?.editor).toBeNull();
  });

  test.each([
    ["tags: [a, b]", ["a", "b"]],
    ["tags: a b", ["a", "b"]],
    ["tags: 2024", ["2024"]],
    ["title: 1984", []],
  ])("of %j has the tags %j", (yaml, tags) => {
    expect(read(yaml)?.tags).toEqual(tags);
  });

  test("is not what has no front matter, unless it lies among Jekyll's drafts", () => {
    const page = { text: "# Hello\n", modifiedAt: MODIFIED };
    expect(readEssay({ file: "README.md", ...page })).toBeUndefined();
    expect(readEssay({ file: "_drafts/idea.md", ...page })).toMatchObject({
      title: "idea",
      stage: "drafting",
    });
  });

  test("is not the list page of a Hugo section", () => {
    expect(read("draft: true", "posts/_index.md")).toBeUndefined();
  });

  test.each([
    ["stage: draft", 'stage: Invalid option: expected one of "drafting"|"review"|"published"', 2],
    ["title: x\nupdated: soon", 'updated: "soon" is not a date such as', 3],
    ["title: x\nslug: [a]", "slug: ", 3],
    ["title: { a: b }", "title: ", 2],
  ])("of %j is refused with the line", (yaml, message, line) => {
    const attempt = (): unknown => read(yaml);
    expect(attempt).toThrow(FrontMatterFault);
    expect(attempt).toThrow(expect.objectContaining({ line, message: expect.stringContaining(message) }));
  });
});
