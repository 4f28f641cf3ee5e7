import { fc } from "../../../properties.ts";
import { describe, expect, test } from "vitest";
import type { Essay } from "../../../../commands/_lib/essays/essay.ts";
import { daysUntouched, writeLetters } from "../../../../commands/_lib/mail/letter.ts";

const NOW = new Date("2026-03-01T08:00:00Z");

function essay(parts: Partial<Essay>): Essay {
  const editor = { name: "Jo", email: "jo@example.org" };
  const updatedAt = Date.parse("2026-01-01");
  const rest = { title: "Owl", stage: "drafting" as const, slug: null, tags: [], body: "", lineOf: () => 1 };
  return { file: "owl.md", editor, updatedAt, ...rest, ...parts };
}

const write = (essays: Essay[], now = NOW) => writeLetters(essays, { stage: "drafting", now });

describe("letters", () => {
  test("go to one address once, however it is spelled", () => {
    const letters = write([
      essay({}),
      essay({ file: "fox.md", editor: { name: "J.", email: "JO@Example.org" } }),
    ]);
    expect(letters.map(({ to }) => to)).toEqual([{ name: "Jo", address: "jo@example.org" }]);
  });

  test("name one essay and many as English does", () => {
    expect(write([essay({})])[0]!.subject).toBe("1 essay in drafting waiting for you");
    expect(write([essay({}), essay({ file: "fox.md" })])[0]!.subject).toBe(
      "2 essays in drafting waiting for you",
    );
  });

  test("go to nobody without an address", () => {
    expect(write([essay({ editor: null }), essay({ editor: { name: "Jo", email: null } })])).toEqual([]);
  });

  test("keep their id whatever the order of the essays and the hour of the day", () => {
    const files = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}\.md$/), { minLength: 1, maxLength: 8 });
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(files, hour, (names, at) => {
        const later = new Date(`2026-03-01T${String(at).padStart(2, "0")}:59:00Z`);
        const essays = names.map((file) => essay({ file }));
        expect(write(essays.toReversed(), later)[0]!.id).toBe(write(essays)[0]!.id);
        expect(write([...essays, essay({ file: "more" })])[0]!.id).not.toBe(write(essays)[0]!.id);
      }),
    );
  });

  test("have ids that are file names, whatever the address", () => {
    const address = fc.string({ minLength: 1, maxLength: 200 }).map((local) => `${local}@example.org`);
    fc.assert(
      fc.property(address, (email) => {
        const [letter] = write([essay({ editor: { name: "x", email } })]);
        expect(letter!.id).toMatch(/^2026-03-01-[a-z0-9.-]{1,80}-[0-9a-f]{12}$/);
      }),
    );
  });

  test.each([
    ["2026-03-01T07:59:59Z", 0],
    ["2026-02-28T08:00:00Z", 1],
    ["2026-02-28T08:00:01Z", 0],
  ])("an essay changed at %s was left alone for %i days", (updated, days) => {
    expect(daysUntouched(essay({ updatedAt: Date.parse(updated) }), NOW)).toBe(days);
  });
});
