import { describe, expect, test } from "vitest";
import { readEssay } from "../../../../commands/_lib/essays/essay.ts";
import { measureEssay } from "../../../../commands/_lib/report/measure-essay.ts";

const NOW = new Date("2026-03-01T08:00:00Z");

function measure(body: string, wordsPerMinute = 200) {
  const text = `---\ntitle: Owl\nupdated: 2026-01-01\neditor: Jo <jo@example.org>\n---\n${body}`;
  return measureEssay(readEssay({ file: "owl.md", text, modifiedAt: 0 })!, { wordsPerMinute, now: NOW });
}

describe("measuring an essay", () => {
  test.each([
    ["plain words", "One two, three.\nfour", 4],
    ["nothing", "", 0],
    ["words with an apostrophe and a number", "It's 10,000 o'clock", 3],
    ["a heading, and emphasis inside of a word", "# On *bold*ness\n\nYes", 3],
    ["the text of a link, not its address", "See [the page](https://example.org/a/b/c)", 3],
    ["a list, nested", "- one\n- two\n  - three\n\n1. four", 4],
    ["a table, cell by cell", "| a | b |\n|---|---|\n| c d | [e](/f) |", 5],
    ["a quotation", "> one\n> two", 2],
    ["code in a line, not in a block", "run `npm start`\n\n```js\nlet x = 1;\n```\n", 3],
    ["no HTML, no picture", 'a <b class="x y">b</b> ![alt text](x.png)', 2],
    ["no entities", "a&nbsp;b &mdash; c", 3],
    ["no template tags", '{{< figure src="a b c" >}} one {% include x %} two', 2],
    ["a script without spaces", "日本語を話す", 3],
  ])("counts the words of %s", (_, body, words) => {
    expect(measure(body).words).toBe(words);
  });

  test("counts links, those by reference and bare ones too, and no pictures", () => {
    expect(measure("[a](/a) [b][ref] https://c.org ![d](d.png)\n\n[ref]: /b").links).toBe(3);
  });

  test.each([
    [0, 0],
    [1, 1],
    [200, 1],
    [201, 2],
  ])("takes for %d words %d minutes", (words, minutes) => {
    expect(measure("word ".repeat(words)).minutes).toBe(minutes);
  });

  test("tells what the front matter says, and the age in whole days; of the editor no address", () => {
    expect(measure("")).toMatchObject({
      file: "owl.md",
      title: "Owl",
      stage: "published",
      editor: "Jo",
      updated: "2026-01-01T00:00:00.000Z",
      days: 59,
    });
  });
});
