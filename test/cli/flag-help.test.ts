import { expect, it } from "vitest";
import { z } from "zod";
import { helpText } from "../../src/cli/flag-help.ts";
import { describeArgs } from "../../src/command/describe-args.ts";
import { duration } from "../../src/command/duration-schema.ts";

const args = z.object({
  stage: z.enum(["drafting", "review"]).default("drafting").describe("stage to look in"),
  olderThan: duration().default("14d").describe("untouched for this long"),
  key: z.string().meta({ env: "API_KEY", secret: true }).describe("key of the mailer"),
  editor: z.array(z.string()).default([]).meta({ alias: "e" }),
  top: z.int().default(3).describe("how many"),
  id: z.bigint().optional(),
  notify: z.boolean().default(true).describe("send mail"),
  dryRun: z.boolean().default(false).describe("report, notify nobody"),
});

const parts = {
  name: "errand run check",
  summary: "Find stale essays",
  description: "At length.",
  flags: describeArgs(args, { file: "commands/check.ts", positional: ["stage"] }),
  takesJson: true,
  examples: ["review --dry-run", ""],
};

const textOf = (columns: number): string => helpText(parts, { getOutHelpWidth: () => columns });
const text = textOf(80);

it.each([
  ["usage", /^Usage: errand run check \[flags\] \[STAGE\]/],
  ["summary and description", /Find stale essays\n\nAt length\./],
  ["choices and default", /--stage CHOICE +stage to look in \(one of drafting, review; default\s+drafting\)/],
  ["a duration's default in words", /--older-than DURATION .*default 14d/],
  [
    "where a secret comes from",
    /--key KEY [^]*required; or\s+API_KEY\s+from\s+the\s+environment;\s+secret: never\s+shown/,
  ],
  ["a repeatable flag with its letter", /-e, --editor EDITOR\.\.\./],
  ["a whole number as one, however long", /--top INTEGER +how many \(default 3\)\n +--id INTEGER/],
  ["the form that turns a default off", /--no-notify +turn off: send mail/],
  ["a plain switch", /--dry-run +report, notify nobody\n/],
  ["the way in for JSON", /--args JSON/],
  ["examples, whole", /Examples:\n {2}errand run check review --dry-run\n {2}errand run check\n/],
])("shows %s", (_, pattern) => {
  expect(text).toMatch(pattern);
});

it("takes fewer lines on a wider screen, none of them wider than it", () => {
  const [narrow = [], wide = []] = [80, 160].map((columns) => textOf(columns).trimEnd().split("\n"));
  expect(wide.length).toBeLessThan(narrow.length);
  expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
