import { defineCommand, every, z } from "errand";
import { readEssays, type EssaysRead } from "./_lib/essays/read-essays.ts";
import { readManifest } from "./_lib/site/manifest.ts";
import { planSite, type SitePlan } from "./_lib/site/plan.ts";
import { writeSite } from "./_lib/site/write-site.ts";

const ARGS = z.object({
  content: z
    .string()
    .default("commands/_content")
    .describe("folder of Markdown, such as a Hugo, Jekyll or Astro site"),
  out: z.string().default("public").describe("folder for the pages"),
  force: z
    .boolean()
    .default(false)
    .describe("write every page, also over files that this command did not make"),
  dryRun: z.boolean().default(false).describe("say what would change, write nothing"),
});

/** Each published essay becomes a page and a JSON file; `index.html` and `index.json` list them all. */
export default defineCommand({
  summary: "Turn published essays into static HTML and JSON",
  description:
    "Writes only what changed since the last time, and removes the pages of essays that are no longer published. " +
    "Template tags (shortcodes, Liquid) stay as they are written, and MDX is left out: that takes the site's own generator.",
  args: ARGS,
  examples: ["--dry-run", "--out dist/essays", "--content ../blog --out /srv/www"],
  schedule: every("1m"),
  async run(context) {
    const { args, log } = context;
    const read = await readEssays(args.content, context);
    warnOfMdx(read, log.warn);
    const manifest = await readManifest(args.out, args);
    const plan = planSite(read, { ...args, manifest });
    for (const { path } of plan.write)
      log.info(`${args.dryRun ? "would write" : "writing"} ${path}.html and .json`);
    for (const path of plan.remove)
      log.info(`${args.dryRun ? "would remove" : "removing"} ${path}.html and .json`);
    if (!args.dryRun) await writeSite(plan, { ...context, out: args.out, manifest });
    process.stdout.write(summarize(plan, args));
    return {
      published: plan.pages.length,
      unchanged: plan.pages.length - plan.write.length,
      ...(args.dryRun
        ? { wouldWrite: plan.write.length, wouldRemove: plan.remove.length }
        : { written: plan.write.length, removed: plan.remove.length }),
      unreadable: read.unreadable.length,
    };
  },
});

function summarize(
  { pages, write, remove }: SitePlan,
  { out, dryRun }: { out: string; dryRun: boolean },
): string {
  const [wrote, removed] = dryRun ? ["would write", "remove"] : ["wrote", "removed"];
  return `${out}: ${pages.length} published, ${wrote} ${write.length}, ${removed} ${remove.length}\n`;
}

function warnOfMdx({ essays }: EssaysRead, warn: (message: string) => void): void {
  for (const { file, stage } of essays) {
    if (stage === "published" && file.endsWith(".mdx"))
      warn(`${file} is MDX, which needs the site's own components; left out`);
  }
}
