import { fc } from "../../properties.ts";
import { describe, expect, it } from "vitest";
import { blockOf, withBlock, withoutBlock } from "../../../src/scheduler/crontab/block.ts";

const ROOT = "/srv/app";
const BLOCK = blockOf(ROOT, ["* * * * * tick"]);
const OTHERS = blockOf("/srv/application", ["0 8 * * * mail"]);

/** Texts with every kind of line end, comment and mark that is not of this project. */
const table = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom("\n", "\r\n", "# note\n", "MAILTO=ada\n", OTHERS, "# END errand", "# BEGIN errand \n"),
    ),
  )
  .map((parts) => parts.join(""));

describe("a block in a table", () => {
  it("leaves any table as it was, once it is gone again", () => {
    fc.assert(
      fc.property(table, (text) => {
        const installed = withBlock(text, { root: ROOT, block: BLOCK });
        expect(installed).toContain(BLOCK);
        expect(withoutBlock(installed, ROOT)).toBe(text);
      }),
    );
  });

  it("is there once, however often it is put in, and takes its own place", () => {
    fc.assert(
      fc.property(table, fc.array(fc.stringMatching(/^[^\n\r#]*$/)), (text, lines) => {
        const installed = `${BLOCK}${text}`;
        const block = blockOf(ROOT, lines);
        expect(withBlock(installed, { root: ROOT, block })).toBe(`${block}${text}`);
        expect(withBlock(installed, { root: ROOT, block: BLOCK })).toBe(installed);
      }),
    );
  });

  it("stands behind what is there, where the settings above it hold", () => {
    expect(withBlock("MAILTO=ada\n", { root: ROOT, block: BLOCK })).toBe(`MAILTO=ada\n${BLOCK}`);
  });

  it("is found though an editor left blanks behind its marks", () => {
    const blanks = BLOCK.replaceAll(ROOT, `${ROOT} \t`).replaceAll("\n", "\r\n");
    expect(withoutBlock(`a\n${blanks}b\n`, ROOT)).toBe("a\nb\n");
  });

  it("is not taken for that of a project whose path begins so", () => {
    expect(withoutBlock(OTHERS, ROOT)).toBe(OTHERS);
  });

  const [begin, end] = [`# BEGIN errand ${ROOT}\n`, `# END errand ${ROOT}\n`];
  it.each([
    { title: "has no end", text: `a\n${begin}* * * * * tick\n`, fault: "line 2 begins a block of /srv/app" },
    { title: "has no beginning", text: `a\nb\n${end}`, fault: "line 3 ends a block of /srv/app" },
    { title: "ends first", text: `${end}${begin}`, fault: "line 1 ends a block" },
    { title: "begins twice", text: `${begin}${begin}${end}`, fault: "line 1 begins a block" },
    { title: "ends twice", text: `${begin}${end}${end}`, fault: "line 3 is of a second block of /srv/app" },
    { title: "stands there twice", text: `${BLOCK}\n${BLOCK}`, fault: "line 5 is of a second block" },
    {
      title: "holds another project's",
      text: `${begin}${OTHERS}${end}`,
      fault: "line 2 is of /srv/application, within the block of /srv/app",
    },
  ])("is refused by its line when it $title", ({ text, fault }) => {
    expect(() => withoutBlock(text, ROOT)).toThrow(fault);
    expect(() => withBlock(text, { root: ROOT, block: BLOCK })).toThrow(fault);
  });

  it("cannot be of a path with a line break", () => {
    expect(() => blockOf("/srv/a\n* * * * * evil", [])).toThrow("line break");
  });
});
