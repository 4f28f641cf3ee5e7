import { CommandError, defineCommand, z, type CommandContext } from "errand";
import type { Essay } from "./_lib/essays/essay.ts";
import { readEssays } from "./_lib/essays/read-essays.ts";
import { postLetters } from "./_lib/mail/post-letters.ts";
import { openPostbox, type Postbox } from "./_lib/mail/postbox.ts";
import { writePublishLetters } from "./_lib/mail/publish-letter.ts";
import { readSubscribers } from "./_lib/mail/subscribers.ts";
import { pagePath, SlugFault } from "./_lib/site/page-path.ts";

const ARGS = z.object({
  essayId: z
    .string()
    .min(1)
    .max(200)
    .describe("the essay's page, without extension: notes/tape-and-scissors"),
  content: z
    .string()
    .default("commands/_content")
    .describe("folder of Markdown, such as a Hugo, Jekyll or Astro site"),
  subscribers: z
    .string()
    .default("commands/_content/subscribers.json")
    .describe("JSON list of who wants to hear of it"),
  siteUrl: z.url().optional().describe("where the site is, for the link"),
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
  dryRun: z.boolean().default(false).describe("say who would be notified"),
});

/** Readers cannot see it: no later attempt will find it otherwise. */
export class NotPublished extends CommandError {}

/**
 * Each letter is a step of the run: when one of them fails, the next attempt sends only those that are still owed. A
 * copy in the outbox keeps other runs from sending the same again.
 */
export default defineCommand({
  summary: "Tell subscribers of an essay that was published",
  args: ARGS,
  positional: ["essayId"],
  examples: ["boring-names --dry-run", "boring-names --site-url https://essays.example.org"],
  timeout: "10m",
  queue: "mail",
  attempts: 5,
  backoff: { base: "30s", cap: "30m" },
  abortOn: NotPublished,
  overlapKey: ({ essayId }) => essayId,
  overlap: "wait",
  async run(context) {
    const { args, scheduledFor: now, step } = context;
    const { title } = await findPublished(args.essayId, args.content, context);
    const url = args.siteUrl === undefined ? null : new URL(`${args.essayId}.html`, args.siteUrl).href;
    const subscribers = await readSubscribers(args.subscribers);
    const letters = writePublishLetters(subscribers, { path: args.essayId, title, url, now });
    using postbox = openPostbox({ ...args, signal: context.signal });
    const posted = await postLetters(letters, { ...context, postbox: inSteps(postbox, step) });
    process.stdout.write(`${title}: ${letters.length} subscribers, ${posted.notified} notified\n`);
    return { ...posted };
  },
});

async function findPublished(
  essayId: string,
  content: string,
  context: Pick<CommandContext, "log" | "progress" | "signal">,
): Promise<{ title: string }> {
  const { essays } = await readEssays(content, context);
  const found = essays.find((essay) => placeOf(essay) === essayId);
  if (found?.stage === "published") return found;
  if (found) throw new NotPublished(`essay "${essayId}" is in ${found.stage}: nobody can read it yet`);
  const published = essays
    .filter(({ stage }) => stage === "published")
    .flatMap((essay) => placeOf(essay) ?? []);
  throw new NotPublished(
    `no essay "${essayId}" in ${content}; published are ${published.join(", ") || "none"}`,
  );
}

/** An essay whose slug is no file name has no page, and is no reason to keep the others back. */
function placeOf(essay: Essay): string | undefined {
  try {
    return pagePath(essay);
  } catch (error) {
    if (error instanceof SlugFault) return undefined;
    throw error;
  }
}

/** What was posted once in a run is not posted again, though the run be tried again and the outbox be lost. */
function inSteps(postbox: Postbox, step: CommandContext["step"]): Postbox {
  return {
    ...postbox,
    async post(letter) {
      await step(`notify:${letter.id}`, () => postbox.post(letter));
    },
  };
}
