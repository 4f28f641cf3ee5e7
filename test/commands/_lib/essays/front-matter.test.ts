import { fc } from "../../../properties.ts";
import { describe, expect, test } from "vitest";
import { stringify as toToml } from "smol-toml";
import { stringify as toYaml } from "yaml";
import { FrontMatterFault, parseFrontMatter } from "../../../../commands/_lib/essays/front-matter.ts";

const HELLO = { title: "Hello", tags: ["a"] };

describe("front matter", () => {
  test.each([
    ["YAML", "---\ntitle: Hello\ntags: [a]\n---\nBody\n"],
    ["YAML closed with dots", "---\ntitle: Hello\ntags: [a]\n...\nBody\n"],
    ["YAML with Windows line ends", "---\r\ntitle: Hello\r\ntags: [a]\r\n---\r\nBody\n"],
    ["YAML behind a byte order mark", "\uFEFF---\ntitle: Hello\ntags: [a]\n---\nBody\n"],
    ["YAML with spaces behind the fence", "---  \ntitle: Hello\ntags: [a]\n--- \nBody\n"],
    ["TOML", '+++\ntitle = "Hello"\ntags = ["a"]\n+++\nBody\n'],
    ["JSON", '{\n  "title": "Hello",\n  "tags": ["a"]\n}\n\nBody\n'],
    ["JSON on one line", '{"title": "Hello", "tags": ["a"]}\nBody\n'],
  ])("is read from %s", (_, source) => {
    const matter = parseFrontMatter(source);
    expect(matter?.data).toEqual(HELLO);
    expect(matter?.body).toBe("Body\n");
  });

  test.each([
    ["plain text", "# Hello\n"],
    ["an empty file", ""],
    ["a template tag", "{{< figure >}}\n"],
    ["a Liquid tag", "{% include x %}\n"],
    ["a rule further down", "Hello\n\n---\n\nWorld\n"],
    ["a longer rule", "-----\nHello\n"],
  ])("is absent from %s", (_, source) => {
    expect(parseFrontMatter(source)).toBeUndefined();
  });

  test("keeps braces inside JSON strings apart from its own", () => {
    const matter = parseFrontMatter('{"title": "a } and \\" {"}\nBody');
    expect(matter?.data).toEqual({ title: 'a } and " {' });
    expect(matter?.body).toBe("Body");
  });

  test("leaves a rule in the body alone", () => {
    expect(parseFrontMatter("---\na: 1\n---\nOne\n\n---\n\nTwo\n")?.body).toBe("One\n\n---\n\nTwo\n");
  });

  test.each([
    ["YAML", "---\na: 1\nb: [1,\nc: 2\n---\n", 4],
    ["a duplicate YAML key", "---\na: 1\nb: 2\na: 3\n---\n", 4],
    ["TOML", "+++\na = 1\nb = tru\n+++\n", 3],
    ["JSON", '{\n"a": 1,\n"b": ]\n}\n', 3],
    ["YAML that never closes", "---\na: 1\n", 1],
    ["TOML that never closes", "+++\na = 1\n", 1],
    ["JSON that never closes", '{"a": 1\n', 1],
    ["a YAML list", "---\n- a\n- b\n---\n", 2],
    ["a YAML alias that names nothing", "---\na: *b\n---\n", 2],
  ])("tells the line of a mistake in %s", (_, source, line) => {
    const read = (): unknown => parseFrontMatter(source);
    expect(read).toThrow(FrontMatterFault);
    expect(read).toThrow(expect.objectContaining({ line }));
  });

  test("refuses aliases that multiply without end", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x,x]",
      "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]",
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]",
    ];
    const source = `---\n${bomb.join("\n")}\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n---\n`;
    expect(() => parseFrontMatter(source)).toThrow(FrontMatterFault);
  });

  test.each([
    "---\n__proto__:\n  draft: true\n---\n",
    "+++\n[__proto__]\ndraft = true\n+++\n",
    '{"__proto__": {"draft": true}}',
  ])("gives nobody a new prototype: %j", (source) => {
    expect((parseFrontMatter(source)?.data as { draft?: unknown }).draft).toBeUndefined();
    expect(({} as { draft?: unknown }).draft).toBeUndefined();
  });

  test.each([
    ["---\ntitle: a\nupdated: x\n---\n", "updated", 3],
    ["+++\ntitle = 'a'\nlastMod = 'x'\n+++\n", "lastmod", 3],
    ['{\n"title": "a",\n  "date": "x"}', "date", 3],
    ["---\ntitle: a\n---\n", "slug", 2],
  ])("knows the line that sets a key: %j", (source, key, line) => {
    expect(parseFrontMatter(source)?.lineOf(key)).toBe(line);
  });

  test("comes back from each language as it went in", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from("aé \"'{}[]:#-\\+=0\n")) });
    const record = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,6}$/),
      fc.oneof(text, fc.boolean(), fc.integer()),
    );
    fc.assert(
      fc.property(record, text, (data, body) => {
        const json = JSON.stringify(data);
        const sources = [
          // In quotes: as a block, the writer loses the blanks of " \n".
          `---\n${toYaml(data, { defaultStringType: "QUOTE_DOUBLE" })}---\n${body}`,
          `+++\n${toToml(data)}\n+++\n${body}`,
          `${json}\n${body}`,
        ];
        for (const source of sources) expect(parseFrontMatter(source)?.data).toEqual(data);
        expect(parseFrontMatter(sources[0]!)?.body).toBe(body);
      }),
      // A JSON body loses the blank space it begins with; the two others keep every character.
      { examples: [[{ a: "---" }, "\n---\n"]] },
    );
  });
});
