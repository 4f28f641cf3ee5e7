import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCommand, z, type CommandContext } from "errand";
import { draftCommit, follow, onScratch, pushDraft } from "./_lib/git/commit-site.ts";
import { RemoteFault, RemoteRefused } from "./_lib/git/faults.ts";
import { openSiteRepository, type SiteRepository } from "./_lib/git/site-repository.ts";
import { oneLine } from "./_lib/one-line.ts";

const NAME = /^(?!-)[^\s\0]+$/;
const PASSWORD_IN_URL = /^\w+:\/\/[^/@]*:[^/@]*@/;

const ARGS = z.object({
  dir: z.string().default("public").describe("folder of the site"),
  remote: z
    .string()
    .regex(NAME, "must be the name of a remote, or its URL")
    .refine(
      (remote) => !PASSWORD_IN_URL.test(remote),
      "must hold no password: use a credential helper or ssh",
    )
    .default("origin")
    .describe("where to push: a remote of the repository, or a URL"),
  branch: z
    .string()
    .regex(NAME, "must be the name of a branch")
    .optional()
    .describe("branch to push to (default: the one the folder is on, else gh-pages)"),
  message: z.string().trim().min(1).default("Publish the site").describe("subject of the commit"),
  dryRun: z.boolean().default(false).describe("say what would be pushed"),
});
type Args = z.output<typeof ARGS>;

/**
 * The commit is made on top of what the remote has, and named nowhere until the remote has taken it: an attempt that
 * failed leaves nothing to clear up, and the next one starts from what is there then.
 */
export default defineCommand({
  summary: "Commit the site's folder to a git branch and push it",
  description:
    "The folder may be a repository of its own, or lie in one (ignored or not): then only its objects and remotes are " +
    "used. Nothing to commit is success. In the background a remote that does not answer is tried again; one that " +
    "refuses waits in `errand dead list` for a person.",
  args: ARGS,
  examples: [
    "--dry-run",
    "--branch gh-pages",
    "--dir dist/essays --remote git@example.org:site.git --branch main",
  ],
  timeout: "5m",
  overlap: "wait",
  attempts: 6,
  backoff: { base: "30s", cap: "15m" },
  retryOn: [RemoteFault, "TimeoutError"],
  abortOn: RemoteRefused,
  async run(context) {
    const { args } = context;
    const site = await openSiteRepository(args.dir, { ...context, branch: args.branch });
    const scratch = await mkdtemp(join(tmpdir(), "errand-push-"));
    try {
      return await push(site, { ...context, scratch });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
});

type Pushed = {
  branch: string;
  /** Files added, changed and removed. */
  changed: number;
  /** What the branch is at now; null in a dry run. */
  commit: string | null;
};

async function push(
  { git, branch, isCheckedOut }: SiteRepository,
  { args, runId, log, scratch }: CommandContext<Args> & { scratch: string },
): Promise<Pushed> {
  const { remote, message, dryRun } = args;
  const draft = await draftCommit(dryRun ? await onScratch(git, scratch) : git, { remote, branch, scratch });
  const changed = draft.changes.length;
  for (const { status, file } of draft.changes)
    log.info(`${dryRun ? "would " : ""}${VERBS[status] ?? "change"} ${oneLine(file)}`);
  if (dryRun) {
    process.stdout.write(`${remote} ${branch}: ${changed} files would change\n`);
    return { branch, changed, commit: null };
  }
  const messages = [message, `Errand-Run: ${runId}`];
  const tip = await pushDraft(git, draft, { remote, branch, messages });
  if (isCheckedOut) await follow(git, tip);
  process.stdout.write(`${remote} ${branch}: ${changed} files changed, at ${tip}\n`);
  return { branch, changed, commit: tip };
}

const VERBS: Readonly<Record<string, string>> = { A: "add", D: "remove" };
