import { chain, defineCommand, group, job, z, type Workflow } from "errand";
import contentReport from "./content-report.ts";
import pushContent from "./push-content.ts";
import sendPublishNotification from "./send-publish-notification.ts";
import serializePublishedContent from "./serialize-published-content.ts";

const ARGS = z.object({
  notify: z.array(z.string()).default([]).describe("essays whose subscribers are to be told, by their pages"),
  content: z
    .string()
    .default("commands/_content")
    .describe("folder of Markdown, such as a Hugo, Jekyll or Astro site"),
  out: z.string().default("public").describe("folder of the site"),
  remote: z
    .string()
    .default("origin")
    .describe("where to push: a remote of the folder's repository, or a URL"),
  branch: z.string().optional().describe("branch to push to"),
  dryRun: z.boolean().default(false).describe("say what would be started"),
});
type Args = z.output<typeof ARGS>;

/**
 * A workflow: report, pages, push, and a notification for each essay; each starts when what stands before it has
 * succeeded. It has no schedule; `schedules` in the config can give it one.
 */
export default defineCommand({
  summary: "Publish the site in the background: report, pages, push, notifications",
  args: ARGS,
  positional: ["notify"],
  examples: ["--dry-run", "boring-names --branch gh-pages"],
  async run({ args, start }) {
    const commands = ["content-report", "serialize-published-content", "push-content"];
    const names = [...commands, ...args.notify.map((essayId) => `send-publish-notification ${essayId}`)];
    if (args.dryRun) {
      process.stdout.write(names.map((name) => `would start ${name}\n`).join(""));
      return { workflowId: null, runs: 0 };
    }
    const { workflowId, runIds } = await start(publication(args));
    process.stdout.write(`workflow ${workflowId}: ${names.join(", ")}; errand work lives it\n`);
    return { workflowId, runs: runIds.length };
  },
});

function publication({ content, out, remote, branch, notify }: Args): Workflow {
  const site = chain(
    job(contentReport, { content }),
    job(serializePublishedContent, { content, out }),
    job(pushContent, { dir: out, remote, ...(branch === undefined ? {} : { branch }) }),
  );
  if (notify.length === 0) return site;
  return chain(site, group(notify.map((essayId) => job(sendPublishNotification, { essayId, content }))));
}
