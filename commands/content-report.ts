import { defineCommand, z, type CommandContext } from "errand";
import { eachEssay } from "./_lib/essays/read-essays.ts";
import { measureEssay } from "./_lib/report/measure-essay.ts";
import { makeReport, type Report } from "./_lib/report/report.ts";
import { writeReport } from "./_lib/report/write-report.ts";
import { formatTable } from "./_lib/table.ts";

const ARGS = z.object({
  content: z
    .string()
    .default("commands/_content")
    .describe("folder of Markdown, such as a Hugo, Jekyll or Astro site"),
  out: z.string().default("reports").describe("folder for the report"),
  wordsPerMinute: z.int().min(1).max(2_000).default(230).describe("how fast a reader reads"),
  dryRun: z.boolean().default(false).describe("show the report, write nothing"),
});
type Args = z.output<typeof ARGS>;

/**
 * A report that is stopped half-way, by its limit or by a person, is not lost: what was read until then is written with
 * `complete: false`, under names of its own. The run says what stopped it; its result says how far it came.
 */
export default defineCommand({
  summary: "Report words, reading time, stage, age and links of every essay, as CSV and JSON",
  args: ARGS,
  examples: ["--dry-run", "--content ../blog --out /srv/reports"],
  timeout: "5m",
  // One that took too long would take too long again.
  attempts: 1,
  async run(context) {
    const { args, log } = context;
    const report = await readReport(context);
    process.stdout.write(summarize(report));
    if (!report.complete) log.warn(`stopped after ${report.essays.length} essays: the report is a part`);
    const files = args.dryRun ? null : await writeReport(args.out, report);
    for (const file of Object.values(files ?? {})) log.info(`wrote ${file}`);
    return { complete: report.complete, ...report.totals, unreadable: report.unreadable.length, files };
  },
});

async function readReport(context: CommandContext<Args>): Promise<Report> {
  const { args, signal, scheduledFor: at } = context;
  const seen: Pick<Report, "essays" | "unreadable"> = { essays: [], unreadable: [] };
  const head = { at, content: args.content };
  try {
    for await (const { file, essay } of eachEssay(args.content, context)) {
      if (essay) seen.essays.push(measureEssay(essay, { ...args, now: at }));
      else seen.unreadable.push(file);
    }
    return makeReport({ ...head, ...seen, complete: true });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return makeReport({ ...head, ...seen, complete: false });
  }
}

function summarize({ essays, totals, complete }: Report): string {
  const rows = essays.map((essay) => [
    essay.stage,
    String(essay.words),
    String(essay.minutes),
    String(essay.links),
    String(essay.days),
    essay.title,
  ]);
  const table = formatTable(["STAGE", "WORDS", "MINUTES", "LINKS", "DAYS", "TITLE"], rows);
  const sum = `${totals.essays} essays, ${totals.words} words, ${totals.minutes} minutes to read`;
  return `${rows.length > 0 ? table : ""}${sum}${complete ? "" : " so far"}\n`;
}
