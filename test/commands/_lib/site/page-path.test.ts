import { posix } from "node:path";
import { fc } from "../../../properties.ts";
import { describe, expect, test } from "vitest";
import { isPagePath, pagePath, SlugFault } from "../../../../commands/_lib/site/page-path.ts";
import type { Essay } from "../../../../commands/_lib/essays/essay.ts";

function pathOf(file: string, slug: string | null = null): string {
  const rest = {
    title: "x",
    stage: "published" as const,
    editor: null,
    updatedAt: 0,
    tags: [],
    body: "",
    lineOf: () => 1,
  };
  return pagePath({ file, slug, ...rest } satisfies Essay);
}

describe("the place of a page", () => {
  test.each([
    ["owl.md", null, "owl"],
    ["The Owl & the Fox.md", null, "the-owl-the-fox"],
    ["owl.md", "Night-Owl", "Night-Owl"],
    ["owl.md", "v1.2_final", "v1.2_final"],
    ["éléphant.md", null, "éléphant"],
    ["content/posts/owl.md", null, "posts/owl"],
    ["src/content/blog/owl.md", null, "blog/owl"],
    ["contents/owl.md", null, "contents/owl"],
    ["posts/owl/index.md", null, "posts/owl"],
    ["_posts/2026-01-02-owl.markdown", null, "owl"],
    ["notes/_posts/2026-01-02-owl.md", "fox", "notes/fox"],
  ])("of %s with slug %j is %s", (file, slug, path) => {
    expect(pathOf(file, slug)).toBe(path);
  });

  test.each([
    "",
    "..",
    ".",
    "../owl",
    "a/b",
    "a\\b",
    "/etc/passwd",
    ".hidden",
    "-x",
    "a b",
    "a\0b",
    "a\nb",
    "x.",
    "a".repeat(121),
  ])("refuses the slug %j", (slug) => {
    expect(() => pathOf("owl.md", slug)).toThrow(SlugFault);
  });

  test("keeps the name of the list for the list", () => {
    expect(() => pathOf("index.md")).toThrow('slug "index" is taken by the list of essays');
    expect(pathOf("posts/owl.md", "index")).toBe("posts/index");
  });

  test("never leaves its folder, whatever an essay asks for", () => {
    const step = fc.oneof(
      fc.string({ minLength: 1, unit: "binary" }),
      fc.constantFrom("..", ".", "/", "a", "_posts"),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), fc.option(step), (steps, slug) => {
        let path;
        try {
          path = pathOf(`${steps.join("/")}.md`, slug);
        } catch (error) {
          expect(error).toBeInstanceOf(SlugFault);
          return;
        }
        expect(posix.normalize(`out/${path}`)).toBe(`out/${path}`);
        expect(path).not.toMatch(/[\\\0]|(^|\/)\./);
        expect(slug === null || isPagePath(path.split("/").at(-1)!)).toBe(true);
      }),
    );
  });

  test.each(["../x", "/x", "x/../y", "x//y", ".x", ""])("a manifest cannot name %j", (path) => {
    expect(isPagePath(path)).toBe(false);
  });
});
