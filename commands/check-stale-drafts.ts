import { CommandError, daily, defineCommand, duration, z } from "errand";
import type { Essay } from "./_lib/essays/essay.ts";
import { readEssays } from "./_lib/essays/read-essays.ts";
import { daysUntouched, writeLetters } from "./_lib/mail/letter.ts";
import { postLetters } from "./_lib/mail/post-letters.ts";
import { openPostbox } from "./_lib/mail/postbox.ts";
import { oneLine } from "./_lib/one-line.ts";
import { formatTable } from "./_lib/table.ts";

const ARGS = z.object({
  stage: z.enum(["drafting", "review"]).default("drafting").describe("stage to look in"),
  olderThan: duration().default("14d").describe("untouched for at least this long"),
  editor: z.string().optional().describe("only the essays of this editor: a name or an e-mail address"),
  content: z
    .string()
    .default("commands/_content")
    .describe("folder of Markdown, such as a Hugo, Jekyll or Astro site"),
  outbox: z
    .string()
    .default("outbox")
    .describe("folder for .eml files, and for copies of what was sent by SMTP"),
  smtpUrl: z
    .url({ protocol: /^smtps?$/, error: "must be a URL such as smtp://user:password@mail.example.org:587" })
    .optional()
    .describe("mail server; without one, letters are .eml files in the outbox")
    .meta({ env: "SMTP_URL", secret: true }),
  from: z
    .string()
    .default("errand <errand@localhost>")
    .describe("sender of the letters")
    .meta({ env: "MAIL_FROM" }),
  dryRun: z.boolean().default(false).describe("report, notify nobody"),
});

/**
 * How old an essay is counts from `scheduledFor`, so that `--as-of` and a late tick see the day they are for. A file whose
 * front matter has no date goes by when it was last written, which a fresh clone makes today.
 */
export default defineCommand({
  summary: "Find essays stuck in drafting and notify their editors",
  description:
    "Reads Markdown with YAML, TOML or JSON front matter and writes each editor one letter about their essays. " +
    "The same list is not sent to the same editor twice on one day.",
  args: ARGS,
  positional: ["stage"],
  examples: ["--dry-run", "review --older-than 7d", "--content ../blog --editor jo@example.org"],
  schedule: { ...daily("08:00"), timezone: "Europe/London", catchUp: "latest" },
  async run(context) {
    const { args, log, scheduledFor: now } = context;
    const { essays, unreadable } = await readEssays(args.content, context);
    const stale = ofEditor(essays, args.editor)
      .filter((essay) => essay.stage === args.stage && now.getTime() - essay.updatedAt >= args.olderThan)
      .sort((a, b) => a.updatedAt - b.updatedAt);
    report(stale, now);
    const nobody = stale.filter((essay) => essay.editor?.email == null);
    for (const { file } of nobody)
      log.warn(`${file} has no editor with an e-mail address: nobody is notified`);
    using postbox = openPostbox({ ...args, signal: context.signal });
    const sent = await postLetters(writeLetters(stale, { stage: args.stage, now }), { postbox, ...context });
    return { found: stale.length, ...sent, withoutEditor: nobody.length, unreadable: unreadable.length };
  },
});

function ofEditor(essays: Essay[], wanted: string | undefined): Essay[] {
  if (wanted === undefined) return essays;
  const names = (essay: Essay): string[] =>
    [essay.editor?.name, essay.editor?.email].filter((name) => name != null);
  const theirs = essays.filter((essay) =>
    names(essay).some((name) => name.toLowerCase() === wanted.toLowerCase()),
  );
  if (theirs.length > 0) return theirs;
  const known = [...new Set(essays.map((essay) => names(essay).at(-1) ?? ""))].filter(Boolean).sort();
  throw new CommandError(
    `no essay has the editor "${wanted}"; editors are ${known.map(oneLine).join(", ") || "not named in any"}`,
  );
}

function report(stale: Essay[], now: Date): void {
  const rows = stale.map((essay) => [
    String(daysUntouched(essay, now)),
    essay.title,
    essay.editor?.email ?? essay.editor?.name ?? "nobody",
    essay.file,
  ]);
  process.stdout.write(
    rows.length > 0 ? formatTable(["DAYS", "TITLE", "EDITOR", "FILE"], rows) : "No stale essays.\n",
  );
}
