import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "errand";
import type { Git, GitEnv } from "./git.ts";

/** A commit about to be: the folder as it stands, on top of what the remote has. */
export interface Draft {
  tree: string;
  /** The tip of the remote's branch; null when it has none yet. */
  parent: string | null;
  changes: FileChange[];
}

export interface FileChange {
  /** `A`, `M` or `D`. */
  status: string;
  /** A name that would break a line stands in quotes, as git writes it. */
  file: string;
}

/** Reads the folder and the remote's branch, and tells what differs. `scratch` is a folder for git's notes on the way. */
export async function draftCommit(
  git: Git,
  { remote, branch, scratch }: { remote: string; branch: string; scratch: string },
): Promise<Draft> {
  const nothing = await git.ask("hash-object", "-t", "tree", "--stdin");
  const tree = await writeTree(git, { GIT_INDEX_FILE: join(scratch, "index") });
  if (tree === nothing)
    throw new CommandError("the site's folder is empty; nothing was pushed, or the whole site would be gone");
  const parent = await fetchTip(git, remote, branch);
  const plain = git.with({ options: ["-c", "core.quotePath=false"] });
  const listed = await plain.ask("diff-tree", "-r", "--no-renames", "--name-status", parent ?? nothing, tree);
  const changes = listed.split("\n").filter(Boolean).map(toChange);
  return { tree, parent, changes };
}

function toChange(line: string): FileChange {
  const [status = "", file = ""] = line.split("\t");
  return { status, file };
}

/** With an index of its own: what a person has staged there is theirs. */
async function writeTree(git: Git, env: GitEnv): Promise<string> {
  const aside = git.with({ env });
  await aside.ask("add", "--all", "--", ".");
  return aside.ask("write-tree");
}

async function fetchTip(git: Git, remote: string, branch: string): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const [tip = ""] = (await git.talk(remote, "ls-remote", remote, ref)).split("\t");
  if (tip === "") return null;
  const isHere = (await git.tryAsk("cat-file", "-e", `${tip}^{tree}`)) !== undefined;
  if (!isHere) await git.talk(remote, "fetch", "--quiet", ...LEAVING_NO_TRACE, remote, ref);
  return tip;
}

/** Only objects come: no name in the repository is moved. */
const LEAVING_NO_TRACE = ["--no-tags", "--no-write-fetch-head", "--refmap="];

/** Makes the commit and pushes it, if there is anything in it; tells what the branch is at then. */
export async function pushDraft(
  git: Git,
  draft: Draft,
  { remote, branch, messages }: { remote: string; branch: string; messages: string[] },
): Promise<string> {
  if (draft.parent !== null && draft.changes.length === 0) return draft.parent;
  const made = await commit(git, draft, messages);
  await git.talk(remote, "push", "--porcelain", remote, `${made}:refs/heads/${branch}`);
  return made;
}

/** Nothing names it yet: if the push fails, it is as if it had never been. */
async function commit(git: Git, { tree, parent }: Draft, messages: string[]): Promise<string> {
  const known = (await git.tryAsk("var", "GIT_COMMITTER_IDENT")) !== undefined;
  const author = known ? git : git.with({ options: NOBODY });
  const parents = parent === null ? [] : ["-p", parent];
  return author.ask("commit-tree", tree, ...parents, ...messages.flatMap((message) => ["-m", message]));
}

/** Who commits where git knows no name. */
const NOBODY = ["-c", "user.name=errand", "-c", "user.email=errand@localhost"];

/** Makes a push of it known to the folder that has the branch checked out, unless it has commits that the push has not. */
export async function follow(git: Git, pushed: string): Promise<void> {
  const head = await git.tryAsk("rev-parse", "--quiet", "--verify", "HEAD");
  const isBehind =
    head === undefined || (await git.tryAsk("merge-base", "--is-ancestor", head, pushed)) !== undefined;
  if (isBehind) await git.ask("reset", "--quiet", "--mixed", pushed);
}

/** A view of the repository into which nothing is written that stays. */
export async function onScratch(git: Git, scratch: string): Promise<Git> {
  const objects = await git.ask("rev-parse", "--path-format=absolute", "--git-path", "objects");
  const own = join(scratch, "objects");
  await mkdir(own);
  return git.with({ env: { GIT_OBJECT_DIRECTORY: own, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects } });
}
